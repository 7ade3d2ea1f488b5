import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** A copy of the sample to change at will. `remove` takes it away again. */
export function copySample() {
  const parent = fs.mkdtempSync(path.join(os.tmpdir(), 'multiarch-'));
  const folder = path.join(parent, 'sample');
  fs.cpSync(path.join(import.meta.dirname, 'sample'), folder, { recursive: true });
  const remove = () => fs.rmSync(parent, { recursive: true, force: true, maxRetries: 5 });
  return { folder, remove };
}
