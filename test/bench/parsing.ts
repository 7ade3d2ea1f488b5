import { DockerfileParser } from 'dockerfile-ast';
import { parseDockerfile } from '../../src/core/dockerfile/instructions.ts';
import { resolveBuild } from '../../src/core/dockerfile/resolve.ts';
import { makeDockerfile } from './dockerfile.ts';
import { measure, type Times } from './times.ts';

const targets = ['linux/amd64', 'linux/arm64', 'linux/arm/v7', 'linux/s390x'];
const often = { warmUp: 10, rounds: 50 };

/** 1,000 lines: our reader, reader and evaluation for four targets, and a peer that reads only. */
export async function measureParsing(): Promise<Readonly<Record<string, Times>>> {
  const text = makeDockerfile(1_000, 'golang:1.25');
  return {
    'read 1,000 lines': await measure(() => parseDockerfile(text), often),
    'read and resolve them for 4 targets': await measure(
      () => resolveBuild(text, { targets }),
      often,
    ),
    'read them with dockerfile-ast': await measure(
      () => DockerfileParser.parse(text).getInstructions().length,
      often,
    ),
  };
}
