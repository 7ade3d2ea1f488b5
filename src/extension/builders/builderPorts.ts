import type { BuilderReader } from '../../adapters/docker/builderReader.ts';
import type { Docker } from '../dockerAccess.ts';
import type { RollPorts } from './builderRoll.ts';

/** How long engines are not asked again for another builder, in ms. */
const sharing = 5000;

/** Everything that a roll needs, from docker and from files; nothing while the workspace is not trusted. */
export function rollPorts(
  docker: Pick<Docker, 'use'>,
  { changed, answered }: { readonly changed: () => void; readonly answered: () => void },
): RollPorts {
  const surroundings = { environment: process.env, platform: process.platform };
  let shared: { readonly reader: BuilderReader; readonly since: number } | undefined;
  return {
    list: () => docker.use(({ listBuilders }) => listBuilders(surroundings)),
    check: (signal) => docker.use(({ checkBuildx }, program) => checkBuildx(program, signal)),
    ask: (listed, context, signal) =>
      docker.use(async (adapters, program) => {
        const now = Date.now();
        // Builders that are asked together run on the same engines.
        if (shared === undefined || now >= shared.since + sharing) {
          shared = { reader: new adapters.BuilderReader(program), since: now };
        }
        const answer = await shared.reader.read(listed, context, signal);
        if (answer.ok) answered();
        return answer;
      }),
    renew: () => {
      shared = undefined;
    },
    now: () => Date.now(),
    changed,
  };
}
