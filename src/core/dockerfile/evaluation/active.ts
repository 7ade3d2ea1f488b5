import type { Instruction } from '../instruction.ts';
import { isPlain } from '../word.ts';
import { isUsualPort } from './ports.ts';
import { signalProblem } from './signal.ts';

/**
 * Whether an instruction has to be carried out to know what a stage means: it sets something, takes
 * files from elsewhere, or holds words that BuildKit might fail to expand.
 */
export function isActive(instruction: Instruction): boolean {
  switch (instruction.kind) {
    case 'arg':
    case 'env':
    case 'workdir':
      return true;
    case 'run':
      return instruction.mounts.length > 0;
    case 'label':
      return instruction.pairs.some(
        ({ key, value }) => !isPlain(key.text) || (value !== undefined && !isPlain(value.text)),
      );
    case 'copy':
    case 'add':
      return (
        instruction.from !== undefined ||
        instruction.args.some(({ text }) => !isPlain(text) || text.includes(':')) ||
        instruction.flags.some(
          ({ name, value }) =>
            value !== undefined &&
            (name === 'checksum' || name === 'chmod' || !isPlain(value.text)),
        ) ||
        instruction.heredocs.some(({ expand, content }) => expand && !isPlain(content))
      );
    case 'expose':
      return !instruction.args.every(({ text }) => isUsualPort(text));
    case 'stopsignal':
      return instruction.args.some(
        ({ text }) => !isPlain(text) || signalProblem(text) !== undefined,
      );
    case 'user':
    case 'volume':
      return instruction.args.some(({ text }) => !isPlain(text));
    case 'cmd':
    case 'entrypoint':
    case 'from':
    case 'healthcheck':
    case 'maintainer':
    case 'onbuild':
    case 'shell':
    case 'unknown':
      return false;
  }
}
