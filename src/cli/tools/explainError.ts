import { explainPrintedFailure } from '../../core/build/failures/printedFailure.ts';
import { renderMessage } from '../../core/analysis/finding.ts';
import { CommandError } from '../terminal.ts';
import { count, list, object, text } from './shapes.ts';
import { defineTool, short } from './tool.ts';

/** Why a build failed. */
export const explainError = defineTool({
  name: 'explain_build_error',
  title: 'Explain a build error',
  description:
    'Explains why a docker build, buildx build or bake failed, from what docker printed: which platform and step failed, why, and what to do now. It knows what "exec format error", "no match for platform in manifest", missing emulators, outputs that cannot hold several platforms, logins and rate limits mean. It asks nobody and reads no file.',
  asksRegistries: false,
  fields: {
    output: {
      kind: 'text',
      required: true,
      longest: 200_000,
      description:
        'What docker printed to the terminal. The end counts most: the line with "ERROR:" and what stands before it.',
    },
    platforms: {
      kind: 'texts',
      description: 'The platforms that were built for, if they are known.',
    },
  },
  output: object(
    { code: text, cause: text, remedies: list(text), original: text },
    { platform: text, advice: text, place: object({ file: text, line: count, endLine: count }) },
  ),
  run({ output, platforms = [] }) {
    const { explanation, place } = explainPrintedFailure(output, platforms);
    const { code, platform, cause, advice, remedies, original } = explanation;
    if (original === '' && code === 'unknown') {
      return Promise.reject(
        new CommandError('There is no line with "ERROR:" in it: give all that docker printed.'),
      );
    }
    return Promise.resolve({
      code,
      ...(platform !== undefined && { platform }),
      cause: short(renderMessage(cause)),
      ...(advice && { advice: short(renderMessage(advice)) }),
      remedies,
      ...(place && { place: { file: place.file, line: place.first, endLine: place.last } }),
      original: short(original, 2_000),
    });
  },
});
