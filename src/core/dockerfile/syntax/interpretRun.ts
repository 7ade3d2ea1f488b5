import { quote } from '../../platform/quote.ts';
import type { InstructionBase, RunInstruction } from '../instruction.ts';
import type { Complaint, Interpreted } from './complaint.ts';
import { checkDevice } from './devices.ts';
import { checkFlags } from './flagRules.ts';
import type { Word } from './logicalLine.ts';
import { readMount, type Mount } from './mounts.ts';

const NETWORKS: readonly string[] = ['default', 'none', 'host'];
const SECURITIES: readonly string[] = ['insecure', 'sandbox'];

/** Reads a RUN's mounts and checks its flags, in BuildKit's order. */
export function interpretRun(
  base: InstructionBase,
  args: readonly Word[],
  form: 'words' | 'exec',
  text: string,
): Interpreted {
  const mounts: Mount[] = [];
  let refused: Complaint | undefined;
  for (const flag of base.flags) {
    if (flag.name !== 'mount') continue;
    const mount = readMount(flag, text);
    if (mount.ok) mounts.push(mount.value);
    else refused ??= { message: mount.problem.message, span: flag.value?.span ?? flag.span };
  }
  const run: RunInstruction = { kind: 'run', mounts, args, form, ...base };
  return {
    instruction: run,
    complaint:
      checkFlags('RUN', base.flags) ??
      checkDevices(run) ??
      refused ??
      checkChoice(run, 'network', NETWORKS, (mode) => `invalid network mode ${quote(mode)}`) ??
      checkChoice(run, 'security', SECURITIES, (mode) => `security ${quote(mode)} is not valid`),
  };
}

function checkDevices(run: RunInstruction): Complaint | undefined {
  for (const { name, value } of run.flags) {
    const message = name === 'device' && value ? checkDevice(value.text) : undefined;
    if (message !== undefined && value) return { message, span: value.span };
  }
  return undefined;
}

function checkChoice(
  run: RunInstruction,
  name: string,
  choices: readonly string[],
  complain: (choice: string) => string,
): Complaint | undefined {
  const value = run.flags.find((flag) => flag.name === name)?.value;
  if (!value || choices.includes(value.text)) return undefined;
  return { message: complain(value.text), span: value.span };
}
