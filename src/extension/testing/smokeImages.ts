import { howRuns, type EngineHost, type HostRun } from '../../core/build/hostRun.ts';
import type { ImageSubject } from '../../core/image/inspection.ts';
import type { PlatformImage } from '../../core/image/runCommands.ts';
import { parsePlatform } from '../../core/platform/platform.ts';
import { fail, succeed, type Result } from '../../core/result.ts';
import { reportedChoices, storedChoices } from '../images/run/platformChoices.ts';
import type { Docker } from '../dockerAccess.ts';
import type { LanguageServer } from '../languageServer.ts';

/** What asks about images. */
export interface SmokeImagePorts {
  readonly docker: Docker;
  readonly server: Pick<LanguageServer, 'readImage'>;
}

/** An image with the platforms that can be tried. */
export interface SmokeImage {
  readonly subject: ImageSubject;
  readonly host: EngineHost;
  readonly platforms: readonly PlatformImage[];
}

/** What the engine has of an image; where it has none of it, what its registry has. The problem is a sentence. */
export async function readSmokeImage(
  { docker, server }: SmokeImagePorts,
  reference: string,
): Promise<Result<SmokeImage>> {
  const answer = await docker.use(async ({ currentEngine, readEngineStore, readLoadedImage }) => {
    const engine = await currentEngine({ environment: process.env, platform: process.platform });
    if (engine === undefined) return undefined;
    const [store, loaded] = await Promise.all([
      readEngineStore(engine),
      readLoadedImage(engine, reference),
    ]);
    return store.ok && loaded.ok
      ? succeed({ host: store.value.host, loaded: loaded.value })
      : loaded;
  });
  if (answer === undefined) return fail('No Docker engine was asked.');
  if (!answer.ok) return answer;
  const found = answer.value;
  if (found === undefined || !('loaded' in found))
    return fail('The Docker engine does not answer.');
  const { host, loaded } = found;
  if (loaded !== undefined) {
    const platforms = storedChoices(reference, loaded.platforms);
    return succeed({ subject: { kind: 'engine', reference }, host, platforms });
  }
  const image = await server.readImage(reference);
  if (image?.known !== true)
    return fail(image?.reason.message ?? 'The language server does not run.');
  const platforms = reportedChoices(reference, image.value);
  return succeed({ subject: { kind: 'registry', reference }, host, platforms });
}

/** How the engine's host runs a platform. */
export function runOf(platform: string, host: EngineHost): HostRun {
  const parsed = parsePlatform(platform);
  return parsed.ok ? howRuns(parsed.value, host) : { state: 'unknown' };
}
