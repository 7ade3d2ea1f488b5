import { DockerfileParser } from 'dockerfile-ast';
import { validate } from 'dockerfile-utils';
import { parseDockerfile } from '../../src/core/dockerfile/instructions.ts';
import { resolveBuild } from '../../src/core/dockerfile/resolve.ts';
import { makeDockerfile } from './dockerfile.ts';
import { measure, type Times } from './times.ts';

const targets = ['linux/amd64', 'linux/arm64', 'linux/arm/v7', 'linux/s390x'];
const image = 'golang:1.25';

/**
 * 1,000 lines: our reader, reader and evaluation for four targets, and peers that only read, or read
 * and check line by line. Then how the time grows with the file.
 */
export async function measureParsing(): Promise<Readonly<Record<string, Times>>> {
  const text = makeDockerfile(1_000, image);
  const often = { warmUp: 30, rounds: 100 };
  return {
    ...(await measureInTurn(
      {
        'read 1,000 lines': () => parseDockerfile(text),
        'read and resolve them for 4 targets': () => resolveBuild(text, { targets }),
        'read them with dockerfile-ast': () => DockerfileParser.parse(text).getInstructions(),
        'check them with dockerfile-utils': () => validate(text),
      },
      often,
    )),
    ...(await measureGrowth(10_000, { warmUp: 5, rounds: 20 })),
    ...(await measureGrowth(100_000, { warmUp: 2, rounds: 5 })),
  };
}

type Effort = Parameters<typeof measure>[1];

/** Does several things in turn, so that a moment in which the machine is busy is one for all of them. */
async function measureInTurn(
  works: Readonly<Record<string, () => unknown>>,
  { warmUp, rounds }: Effort,
): Promise<Readonly<Record<string, Times>>> {
  const times = new Map<string, number[]>();
  for (let round = -warmUp; round < rounds; round += 1) {
    for (const [what, work] of Object.entries(works)) {
      const [time] = await measure(work, { warmUp: 0, rounds: 1 });
      if (round >= 0 && time !== undefined) times.set(what, [...(times.get(what) ?? []), time]);
    }
  }
  return Object.fromEntries([...times].map(([what, all]) => [what, all.sort((a, b) => a - b)]));
}

function measureGrowth(lines: number, effort: Effort): Promise<Readonly<Record<string, Times>>> {
  const text = makeDockerfile(lines, image);
  const count = lines.toLocaleString('en');
  return measureInTurn(
    {
      [`read ${count} lines`]: () => parseDockerfile(text),
      [`read and resolve ${count} lines for 4 targets`]: () => resolveBuild(text, { targets }),
    },
    effort,
  );
}
