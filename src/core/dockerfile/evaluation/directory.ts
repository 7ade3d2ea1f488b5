/**
 * Where a WORKDIR leads from a directory: absolute, without `.`, `..` and double slashes. For systems
 * other than Windows.
 */
export function enterDirectory(current: string, path: string): string {
  if (path.startsWith('/') && !CROOKED.test(path)) return path;
  const steps: string[] = [];
  for (const step of (path.startsWith('/') ? path : `${current}/${path}`).split('/')) {
    if (step === '..') steps.pop();
    else if (step !== '' && step !== '.') steps.push(step);
  }
  return `/${steps.join('/')}`;
}

/** A step that is empty, `.` or `..`: few paths have any. */
const CROOKED = /\/\.{0,2}(?:\/|$)/;
