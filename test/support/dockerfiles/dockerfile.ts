import fc from 'fast-check';
import { fromLine } from './fromLine.ts';
import { argLine, stageLine } from './instructions.ts';

const directive = fc.constantFrom(
  '# escape=\\',
  '# escape=`',
  '# ESCAPE = `',
  '# check=skip=all',
  '# check=skip=StageNameCasing,FromAsCasing',
  '# escape=x',
  '# check=nope',
  '# plain comment',
  '',
);

const stage = fc
  .tuple(fromLine, fc.array(stageLine, { maxLength: 4 }))
  .map(([from, lines]) => [from, ...lines]);

/** Changes to the form of a whole file that its meaning survives, mostly. */
const layout = fc.oneof(
  { weight: 12, arbitrary: fc.constant((text: string) => text) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<((text: string) => string)[]>(
      (text) => text.replaceAll('\n', '\r\n'),
      (text) => `\uFEFF${text}`,
      (text) => text.replace(/^(FROM|ARG|ENV|RUN|COPY) /gm, (keyword) => keyword.toLowerCase()),
      (text) => text.replace(/^(FROM|ARG|ENV) /gm, '  $1\t '),
      (text) => text.replace(/^(FROM|ARG|COPY) /gm, '# above\n$1 \\\n  '),
      (text) => text.replaceAll('\n', '\n\n'),
      (text) => text.replaceAll('\n', ' \n').trimEnd(),
      (text) => `#!/usr/bin/env docker\n${text}`,
    ),
  },
);

/** Dockerfiles as people write them, with the mistakes that they make. */
export const dockerfile = fc
  .tuple(
    fc.oneof(
      { weight: 12, arbitrary: fc.constant(undefined) },
      { weight: 1, arbitrary: directive },
    ),
    fc.array(argLine, { maxLength: 3 }),
    fc.array(stage, { minLength: 1, maxLength: 4 }),
    layout,
  )
  .map(([first, globals, stages, change]) => {
    const lines = [...(first === undefined ? [] : [first]), ...globals, ...stages.flat()];
    return change(`${lines.join('\n')}\n`);
  });
