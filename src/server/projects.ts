import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { bakeFileNames } from '../adapters/workspace/bakePrint.ts';
import { composeFileNames } from '../adapters/workspace/composeFile.ts';
import { projectFileName } from '../adapters/workspace/projectFile.ts';
import {
  createProjectReader,
  type BakeTargets,
  type ProjectFacts,
} from '../adapters/workspace/projectReader.ts';

/** What the files around open Dockerfiles say about their builds. */
export interface Projects {
  /** Undefined for a document that is no file on disk. */
  of(uri: string): Promise<ProjectFacts | undefined>;
  /** The folders of the workspace, as URIs. */
  useFolders(uris: readonly string[]): void;
  /** A file was changed. */
  forget(): void;
}

/** Files whose changes matter. */
export const projectFilesGlob = `**/{${[projectFileName, ...bakeFileNames, ...composeFileNames].join(',')}}`;

/** @param bake asks docker what bake files say; nothing where it may not be started */
export function createProjects(
  bake: (folder: string, files: readonly string[]) => Promise<BakeTargets | undefined>,
): Projects {
  const reader = createProjectReader(bake);
  let roots: readonly string[] = [];
  return {
    of(uri) {
      const file = pathOf(uri);
      if (file === undefined) return Promise.resolve(undefined);
      const root = roots.find((folder) => !path.relative(folder, file).startsWith('..'));
      // A file outside of every folder belongs to no project.
      if (root === undefined) return Promise.resolve(undefined);
      return reader.read(file, root);
    },
    useFolders(uris) {
      // The innermost folder that holds a file is its own.
      roots = uris.flatMap((uri) => pathOf(uri) ?? []).sort((a, b) => b.length - a.length);
      reader.forget();
    },
    forget: () => {
      reader.forget();
    },
  };
}

function pathOf(uri: string): string | undefined {
  if (!uri.startsWith('file:')) return undefined;
  try {
    return path.resolve(fileURLToPath(uri));
  } catch {
    // A host or an escaped slash in it: no path of this machine.
    return undefined;
  }
}
