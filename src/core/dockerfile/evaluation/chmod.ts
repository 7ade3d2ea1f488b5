/** Clauses such as `u=rwX,go-w` (dchapes-mode, mode.go, ParseWithUmask). */
const SYMBOLIC = /^[augo]*(?:[-+=][rstwXxugo]*)+(?:,[augo]*(?:[-+=][rstwXxugo]*)+)*$/;

const HIGHEST = 0o7777;

/**
 * What BuildKit has against the value of a `--chmod` (BuildKit 0.32, dockerfile2llb/convert_copy.go,
 * dispatchCopy).
 */
export function chmodProblem(mode: string): string | undefined {
  if (mode === '' || SYMBOLIC.test(mode)) return undefined;
  if (!/^[0-9]/.test(mode)) return 'invalid syntax';
  if (/^[0-7]+$/.test(mode) && parseInt(mode, 8) <= HIGHEST) return undefined;
  return `invalid chmod parameter: '${mode}'. it should be octal string and between 0 and 07777`;
}
