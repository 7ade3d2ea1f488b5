import { l10n } from 'vscode';
import type { ImageSubject } from '../../core/image/inspection.ts';
import type { BuildRuns } from '../build/buildRuns.ts';
import { builtImages, placeText } from '../build/builtImages.ts';
import type { Docker } from '../dockerAccess.ts';
import { chooseImage, type ImageGroup } from '../images/inspector/chooseImage.ts';
import type { LanguageServer } from '../languageServer.ts';

/** Where images are looked for. */
export interface ChoosingPorts {
  readonly server: LanguageServer;
  readonly docker: Docker;
  readonly runs: BuildRuns;
}

/** Local images that are offered. */
const mostOffered = 200;

/**
 * Asks which image is meant: one that was built in this window, one that the open file names, one of the engine, one
 * whose reference is typed, a folder or a file.
 */
export function chooseAudited(
  { server, docker, runs }: ChoosingPorts,
  title: string,
  verb: string,
): Promise<ImageSubject | undefined> {
  return chooseImage(server, {
    title,
    placeholder: l10n.t('An image, for example alpine:3.22'),
    verb,
    outputs: true,
    before: () => Promise.resolve([builtImages(runs)]),
    after: async () => [await engineGroup(docker)],
  });
}

async function engineGroup(docker: Docker): Promise<ImageGroup> {
  const answer = await docker.use(async ({ currentEngine, readEngineStore }) => {
    const engine = await currentEngine({ environment: process.env, platform: process.platform });
    return engine && readEngineStore(engine);
  });
  const tags = answer?.ok ? answer.value.images.flatMap((image) => image.tags) : [];
  const images = tags.slice(0, mostOffered).map((reference) => {
    const subject = { kind: 'engine', reference } as const;
    return { subject, label: reference, description: placeText(subject) };
  });
  return { title: l10n.t('In the Docker engine'), images };
}
