import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { runMocha } from '../runMocha.ts';

/** Only before anything else can it be seen what activation does. */
const first = 'activation.test.js';

/** The entry that VS Code calls in the extension host (`extensionTestsPath`). */
export async function run(): Promise<void> {
  const resultFile = process.env['MULTIARCH_SUITE_RESULT'];
  if (resultFile === undefined) throw new Error('MULTIARCH_SUITE_RESULT names no file');
  const others = readdirSync(__dirname).filter((name) => name.endsWith('.test.js'));
  const files = [first, ...others.filter((name) => name !== first).sort()];
  const failures = await runMocha(
    files.map((name) => join(__dirname, name)),
    resultFile,
  );
  if (failures > 0) throw new Error(`${failures} failed`);
}
