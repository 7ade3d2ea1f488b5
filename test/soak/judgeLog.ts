/** Most lines that a log may have for each minute: one in two seconds. */
const linesPerMinute = 30;

/** The frame of a stack, as V8 writes it. */
const frame = /^\s+at .*:\d+:\d+\)?$/;

/** What makes a log hard to read, or unfit to be shown to others. Empty where nothing does. */
export function judgeLog(
  text: string,
  { minutes, secrets }: { readonly minutes: number; readonly secrets: readonly string[] },
): readonly string[] {
  const lines = text.split('\n');
  const frames = lines.filter((line) => frame.test(line));
  const most = Math.ceil(minutes * linesPerMinute);
  const before = frames[0] === undefined ? '' : (lines[lines.indexOf(frames[0]) - 1] ?? '');
  return [
    ...(frames.length > 0
      ? [`The log has ${frames.length} lines of stacks, the first after: ${before}`]
      : []),
    ...(lines.length > most
      ? [`The log has ${lines.length} lines, of which ${most} are allowed.`]
      : []),
    ...secrets
      .filter((secret) => text.includes(secret))
      .map((secret) => `The log has a secret: ${secret}`),
  ];
}
