import type { Complaint } from './complaint.ts';
import type { Flag } from './flags.ts';
import { withSuggestion } from '../suggestion.ts';

/** What a flag takes: `texts` may be repeated. */
type FlagType = 'boolean' | 'text' | 'texts';

/** BuildKit 0.32, frontend/dockerfile/instructions/parse.go. An instruction that is not here takes none. */
const FLAG_TYPES: ReadonlyMap<string, Readonly<Record<string, FlagType>>> = new Map([
  [
    'ADD',
    {
      chown: 'text',
      chmod: 'text',
      link: 'boolean',
      'keep-git-dir': 'boolean',
      checksum: 'text',
      unpack: 'boolean',
      exclude: 'texts',
    },
  ],
  [
    'COPY',
    {
      chown: 'text',
      from: 'text',
      chmod: 'text',
      link: 'boolean',
      exclude: 'texts',
      parents: 'boolean',
    },
  ],
  ['FROM', { platform: 'text' }],
  [
    'HEALTHCHECK',
    {
      interval: 'text',
      timeout: 'text',
      'start-period': 'text',
      'start-interval': 'text',
      retries: 'text',
    },
  ],
  ['RUN', { mount: 'texts', network: 'text', security: 'text', device: 'texts' }],
]);

/** Checks an instruction's flags (BuildKit 0.32, instructions/bflag.go); the first complaint counts. */
export function checkFlags(keyword: string, flags: readonly Flag[]): Complaint | undefined {
  if (flags.length === 0) return undefined;
  const types = FLAG_TYPES.get(keyword) ?? {};
  const used = new Set<string>();
  for (const { name, text, value, span } of flags) {
    const type = Object.hasOwn(types, name) ? types[name] : undefined;
    const written = `--${name}`;
    if (type === undefined) {
      const message = `unknown flag: ${written}`;
      return { message: withSuggestion(message, name, Object.keys(types), 'exact'), span };
    }
    if (used.has(name) && type !== 'texts') {
      return { message: `duplicate flag specified: ${written}`, span };
    }
    used.add(name);
    if (type === 'boolean') {
      if (value?.text === '') return { message: `missing a value on flag: ${written}`, span };
      const answer = value?.text.toLowerCase() ?? 'true';
      if (answer !== 'true' && answer !== 'false') {
        const got = text.slice(written.length + 1);
        return { message: `expecting boolean value for flag ${written}, not: ${got}`, span };
      }
    } else if (!value) return { message: `missing a value on flag: ${written}`, span };
  }
  return undefined;
}
