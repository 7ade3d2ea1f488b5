import path from 'node:path';
import { createRegistry } from 'vscode-tmgrammar-test/dist/common/index';
import { measure, type Times } from './times.ts';

const length = 16_000;
const scope = 'source.dockerfile';
const root = path.join(__dirname, '../..');

/** Starts of what our patterns look for, over and over: what a careless pattern is slow on. */
const hostileLines = [
  ['FROM ', ' '],
  ['FROM ', ' as'],
  ['FROM --platform=', 'a/'],
  ['FROM --platform=', 'a('],
  ['FROM --platform=', '="'],
  ['FROM ', '--platform='],
  ['ARG ', 'TARGETOS '],
  ['RUN ', '$TARGETARC'],
  ['RUN ', '${TARGETARCH'],
  ['# multiarch: platforms=', 'a,'],
  ['# multiarch: platforms=', ', '],
  ['# multiarch: ignore ', 'a , '],
].map(([start = '', repeated = '']) => start + repeated.repeat(length / repeated.length));

/** A dozen hostile lines of 16,000 characters each, coloured with our grammar and without. */
export async function measureGrammar(): Promise<Readonly<Record<string, Times>>> {
  return {
    'colour 12 hostile lines of 16,000 characters': await colour(true),
    'the same without our grammar': await colour(false),
  };
}

async function colour(injected: boolean): Promise<Times> {
  const editor = {
    path: path.join(root, 'test/fixtures/grammar/base.tmLanguage.json'),
    scopeName: scope,
  };
  const ours = {
    path: path.join(root, 'syntaxes/multiarch.injection.tmLanguage.json'),
    scopeName: 'multiarch.dockerfile.injection',
    injectTo: [scope],
  };
  const grammar = await createRegistry(injected ? [editor, ours] : [editor]).loadGrammar(scope);
  return measure(
    () => {
      for (const line of hostileLines) grammar?.tokenizeLine(line, null);
    },
    { warmUp: 1, rounds: 5 },
  );
}
