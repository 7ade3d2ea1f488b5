import type { RuntimeConfig } from '../image/inspection.ts';
import type { FindProgram } from './findProgram.ts';
import type { ImageTree } from './imageTree.ts';
import { windowsName, windowsPath } from './windowsEntry.ts';

const system = 'C:\\Windows\\System32';
/** Where Windows looks before PATH, and PATH itself where the config has none (BuildKit 0.32, util/system). */
const systemFolders = [system, 'C:\\Windows'];
const defaultPath = `${system}\\WindowsPowerShell\\v1.0`;
const defaultEndings = '.COM;.EXE;.BAT;.CMD';

/**
 * Finds the programs that Windows starts: with a drive, `\` or `/`, or in the working folder, those of the system and
 * PATH; without an ending by those of PATHEXT. A batch file is handed to `cmd`. A word may be a whole command line, as
 * the config of a shell form has it (`ArgsEscaped`).
 *
 * Sources: CreateProcessW and its search order (Windows API), hcsshim 0.13 (internal/jobcontainers/path.go).
 */
export function windowsFinder(
  { environment, workingDirectory }: Pick<RuntimeConfig, 'environment' | 'workingDirectory'>,
  tree: ImageTree,
): FindProgram {
  const variable = (name: string) =>
    Object.entries(environment).find(([key]) => key.toUpperCase() === name)?.[1];
  const root = windowsPath(workingDirectory || '\\');
  const path = (variable('PATH') ?? defaultPath).split(';', 100);
  const folders = [root, ...[...systemFolders, ...path].map(windowsPath)];
  const endings = (variable('PATHEXT') ?? defaultEndings).toLowerCase().split(';', 20);

  const find: FindProgram = (word) => {
    const name = windowsPath(word);
    const places = name.includes('/') ? [root] : folders;
    const isEnded = /\.[^/]*$/.test(name);
    for (const folder of places) {
      const place = name.startsWith('/') ? name : `${folder}/${name}`;
      for (const ending of isEnded ? ['', ...endings] : endings) {
        const node = tree.find(place + ending);
        if (node?.entry.kind !== 'file') continue;
        const isBatch = /\.(?:bat|cmd)$/.test(place + ending);
        return {
          path: windowsName(node.entry),
          node,
          next: isBatch ? `${system}\\cmd.exe` : undefined,
        };
      }
    }
    return undefined;
  };
  return (word) => {
    const [first = ''] = commandWords(word);
    return find(word) ?? (first === word ? undefined : find(first));
  };
}

/** Words of the config, beside the first, that name programs: also what `cmd /c` and PowerShell are told to start. */
export function windowsWords({
  entrypoint,
  command,
}: Pick<RuntimeConfig, 'entrypoint' | 'command'>): readonly string[] {
  const words = [...entrypoint, ...command];
  // Only the first may be a whole command line.
  const [first = '', ...others] = [...commandWords(words[0] ?? ''), ...words.slice(1)];
  const flag = /(?:^|[\\/])cmd(?:\.exe)?$/i.test(first)
    ? /^\/[ck]$/i
    : /(?:^|[\\/])(?:powershell|pwsh)(?:\.exe)?$/i.test(first)
      ? /^-(?:c|command|f|file)$/i
      : undefined;
  const at = flag === undefined ? -1 : others.findIndex((word) => flag.test(word));
  const told = at === -1 ? [] : commandWords(others[at + 1] ?? '').slice(0, 1);
  const given = entrypoint.length > 0 ? command.slice(0, 1) : [];
  return [...new Set([...told, ...given])].filter((word) => !/^[-/]?$|^-/.test(word));
}

/** Parts of a command line: up to blanks, or in quotation marks. */
function commandWords(line: string): readonly string[] {
  const words = line.slice(0, 8191).match(/"[^"]*"|[^\s"]+/g) ?? [];
  return words.slice(0, 50).map((word) => word.replaceAll('"', ''));
}
