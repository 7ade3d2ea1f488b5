import { quote } from '../../platform/quote.ts';
import type { Places } from '../../text.ts';
import type { Complaint, Interpreted } from './complaint.ts';
import { checkFlags } from './flagRules.ts';
import { interpretRun } from './interpretRun.ts';
import { atLeastOne, checkPlain } from './plainRules.ts';
import type {
  CopyInstruction,
  FromInstruction,
  InstructionBase,
  OnbuildInstruction,
  PlainInstruction,
} from '../instruction.ts';
import { readMark } from './heredocs.ts';
import type { Word } from './logicalLine.ts';
import type { Node, Pair } from './nodes.ts';
import { withSuggestion } from '../suggestion.ts';

const KEYWORDS = [
  'ADD',
  'ARG',
  'CMD',
  'COPY',
  'ENTRYPOINT',
  'ENV',
  'EXPOSE',
  'FROM',
  'HEALTHCHECK',
  'LABEL',
  'MAINTAINER',
  'ONBUILD',
  'RUN',
  'SHELL',
  'STOPSIGNAL',
  'USER',
  'VOLUME',
  'WORKDIR',
] as const;

/**
 * Gives a node its meaning and checks it in the order in which BuildKit 0.32 does
 * (frontend/dockerfile/instructions/parse.go, ParseInstruction).
 */
export function interpret(node: Node, text: string, lines: Pick<Places, 'range'>): Interpreted {
  const keyword = node.keyword.text.toUpperCase();
  const base: InstructionBase = {
    keyword,
    keywordWord: node.keyword,
    span: node.span,
    range: lines.range(node.span),
    original: node.line.text,
    flags: node.flags,
    heredocs: node.heredocs,
    comments: node.comments,
  };
  // The parser has refused the line; whatever could be said here would only follow from that.
  const refused = node.body.form === 'unread';
  const read = interpretBody(base, node, text, lines);
  return refused && read.instruction.kind !== 'unknown' ? { instruction: read.instruction } : read;
}

function interpretBody(
  base: InstructionBase,
  node: Node,
  text: string,
  lines: Pick<Places, 'range'>,
): Interpreted {
  const { body } = node;
  const args = body.form === 'words' || body.form === 'exec' ? body.words : [];
  const form = body.form === 'exec' ? 'exec' : 'words';
  const pairs = body.form === 'pairs' ? body.pairs : [];
  const legacy = body.form === 'pairs' && body.legacy;
  switch (base.keyword) {
    case 'FROM':
      return interpretFrom(base, args);
    case 'ARG':
      return {
        instruction: { kind: 'arg', declarations: pairs, ...base },
        complaint: checkPairs(base, pairs),
      };
    case 'ENV':
    case 'LABEL':
      return {
        instruction: { kind: base.keyword === 'ENV' ? 'env' : 'label', pairs, legacy, ...base },
        complaint: checkFlags(base.keyword, base.flags) ?? checkPairs(base, pairs),
      };
    case 'COPY':
    case 'ADD':
      return interpretCopy(base, base.keyword === 'COPY' ? 'copy' : 'add', args, form);
    case 'RUN':
      return interpretRun(base, args, form, text);
    case 'ONBUILD':
      return interpretOnbuild(base, node, text, lines);
    case 'CMD':
    case 'ENTRYPOINT':
    case 'EXPOSE':
    case 'HEALTHCHECK':
    case 'MAINTAINER':
    case 'SHELL':
    case 'STOPSIGNAL':
    case 'USER':
    case 'VOLUME':
    case 'WORKDIR': {
      const kind = base.keyword.toLowerCase() as PlainInstruction['kind'];
      const instruction: PlainInstruction = { kind, args, form, ...base };
      return { instruction, complaint: checkPlain(instruction) };
    }
    default: {
      const { text: word, span } = base.keywordWord;
      const message = withSuggestion(`unknown instruction: ${word}`, word, KEYWORDS, 'any case');
      return { instruction: { kind: 'unknown', ...base }, complaint: { message, span } };
    }
  }
}

const STAGE_NAME = /^[a-z][a-z0-9-_.]*$/;

function interpretFrom(base: InstructionBase, args: readonly Word[]): Interpreted {
  const [image, as, nameWord] = args;
  const platform = base.flags.find(({ name }) => name === 'platform')?.value;
  const named = args.length === 3 && as?.text.toLowerCase() === 'as' ? nameWord : undefined;
  const name = named?.text.toLowerCase();
  const valid = name !== undefined && STAGE_NAME.test(name);
  const instruction: FromInstruction = {
    kind: 'from',
    args,
    ...(image && { base: image }),
    ...(platform && platform.text !== '' && { platform }),
    ...(named && as && { as }),
    ...(named && { nameWord: named }),
    ...(valid && { name }),
    ...base,
  };
  return { instruction, complaint: checkFrom() ?? checkFlags('FROM', base.flags) };

  function checkFrom(): Complaint | undefined {
    if (named) {
      if (valid) return undefined;
      const message = `invalid name for build stage: ${quote(named.text)}, name can't start with a number or contain symbols`;
      return { message, span: named.span };
    }
    if (args.length === 1) return undefined;
    const message = 'FROM requires either one or three arguments';
    return { message, span: args[1]?.span ?? base.keywordWord.span };
  }
}

function checkPairs(base: InstructionBase, pairs: readonly Pair[]): Complaint | undefined {
  if (pairs.length === 0) return atLeastOne(base);
  const blank = pairs.find(({ key }) => key.text === '');
  return blank && { message: `${base.keyword} names can not be blank`, span: blank.key.span };
}

function interpretCopy(
  base: InstructionBase,
  kind: 'copy' | 'add',
  args: readonly Word[],
  form: 'words' | 'exec',
): Interpreted {
  const from = kind === 'copy' && base.flags.find(({ name }) => name === 'from')?.value;
  const instruction: CopyInstruction = {
    kind,
    args,
    form,
    ...(from && from.text !== '' && { from }),
    ...base,
  };
  if (args.length < 2) {
    const message = `${base.keyword} requires at least two arguments, but only one was provided. Destination could not be determined`;
    return { instruction, complaint: { message, span: base.keywordWord.span } };
  }
  return { instruction, complaint: checkFlags(base.keyword, base.flags) ?? checkDestination() };

  function checkDestination(): Complaint | undefined {
    const destination = args.at(-1);
    if (!destination || !readMark(destination.text)) return undefined;
    const message = `${base.keyword} cannot accept a heredoc as a destination`;
    return { message, span: destination.span };
  }
}

function interpretOnbuild(
  base: InstructionBase,
  { body }: Node,
  text: string,
  lines: Pick<Places, 'range'>,
): Interpreted {
  const trigger = body.form === 'trigger' ? body.node : undefined;
  const chained = body.form === 'words' ? body.words[0] : undefined;
  const read = trigger && interpret({ ...trigger, heredocs: base.heredocs }, text, lines);
  const instruction: OnbuildInstruction = {
    kind: 'onbuild',
    ...(read && { trigger: read.instruction }),
    ...(read?.complaint && { triggerProblem: read.complaint }),
    ...base,
  };
  return { instruction, complaint: check() };

  function check(): Complaint | undefined {
    if (!trigger && !chained) return atLeastOne(base);
    const flags = checkFlags('ONBUILD', base.flags);
    if (flags) return flags;
    if (chained) {
      const message = "Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed";
      return { message, span: chained.span };
    }
    const kind = read?.instruction.keyword;
    if (kind !== 'FROM' && kind !== 'MAINTAINER') return undefined;
    const message = `${kind} isn't allowed as an ONBUILD trigger`;
    return { message, span: trigger?.keyword.span ?? base.span };
  }
}
