import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { runMocha } from '../runMocha.ts';
import { closeWhenInterrupted } from './closing.ts';
import { setting } from './environment.ts';

closeWhenInterrupted();
const files = readdirSync(__dirname).filter((name) => name.endsWith('.test.ts'));
void runMocha(
  files.sort().map((name) => join(__dirname, name)),
  setting('MULTIARCH_UI_RESULT'),
  { retries: 1 },
).then((failures) => {
  process.exitCode = failures > 0 ? 1 : 0;
});
