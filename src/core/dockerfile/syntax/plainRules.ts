import { quote } from '../../platform/quote.ts';
import type { InstructionBase, PlainInstruction } from '../instruction.ts';
import { trimBlanks } from './blank.ts';
import type { Complaint } from './complaint.ts';
import { checkFlags } from './flagRules.ts';
import { checkProbing } from './probing.ts';

/**
 * Checks an instruction that is not looked into further (BuildKit 0.32,
 * frontend/dockerfile/instructions/parse.go); the first complaint counts.
 */
export function checkPlain(instruction: PlainInstruction): Complaint | undefined {
  const { kind, keyword, args, form, flags, keywordWord } = instruction;
  const span = keywordWord.span;
  switch (kind) {
    case 'maintainer':
    case 'user':
    case 'workdir':
      if (args.length !== 1) return exactlyOne(instruction);
      return checkFlags(keyword, flags);
    // Its flags are never looked at.
    case 'stopsignal':
      return args.length === 1 ? undefined : exactlyOne(instruction);
    case 'cmd':
    case 'entrypoint':
      return checkFlags(keyword, flags);
    case 'expose':
      return args.length === 0 ? atLeastOne(instruction) : checkFlags(keyword, flags);
    case 'volume': {
      if (args.length === 0) return atLeastOne(instruction);
      const wrong = checkFlags(keyword, flags);
      const blank = args.find(({ text }) => trimBlanks(text) === '');
      const message = 'VOLUME specified can not be an empty string';
      return wrong ?? (blank && { message, span: blank.span });
    }
    case 'shell': {
      const wrong = checkFlags(keyword, flags);
      if (wrong) return wrong;
      if (args.length === 0) return atLeastOne(instruction);
      if (form === 'exec') return undefined;
      return { message: `SHELL requires the arguments to be in JSON form`, span };
    }
    case 'healthcheck':
      return checkHealthcheck(instruction);
  }
}

function checkHealthcheck(instruction: PlainInstruction): Complaint | undefined {
  const [type, ...command] = instruction.args;
  if (!type) return atLeastOne(instruction);
  const name = type.text.toUpperCase();
  if (name === 'NONE') {
    if (command.length === 0) return undefined;
    return { message: 'HEALTHCHECK NONE takes no arguments', span: command[0]?.span ?? type.span };
  }
  const wrong = checkFlags('HEALTHCHECK', instruction.flags);
  if (wrong) return wrong;
  if (name !== 'CMD') {
    const message = `Unknown type ${quote(name)} in HEALTHCHECK (try CMD)`;
    return { message, span: type.span };
  }
  if (command.length > 0) return checkProbing(instruction.flags);
  return { message: 'Missing command after HEALTHCHECK CMD', span: type.span };
}

/** BuildKit's complaint about an instruction without arguments. */
export function atLeastOne({ keyword, keywordWord }: InstructionBase): Complaint {
  return { message: `${keyword} requires at least one argument`, span: keywordWord.span };
}

function exactlyOne({ keyword, keywordWord }: InstructionBase): Complaint {
  return { message: `${keyword} requires exactly one argument`, span: keywordWord.span };
}
