import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

describe('grammar', () => {
  // The grammar under test is the one that package.json contributes. What each line must look like stands
  // below it in the files; the runner exits with an error, and says where, when one does not.
  for (const topic of ['platforms', 'arguments', 'comments']) {
    it(`colours ${topic}`, async () => {
      await run(
        process.execPath,
        [
          require.resolve('vscode-tmgrammar-test/dist/unit.js'),
          ...['--config', 'package.json'],
          ...['--grammar', 'test/fixtures/grammar/base.tmLanguage.json'],
          `test/fixtures/grammar/${topic}.dockerfile`,
        ],
        { timeout: 20_000 },
      );
    }).timeout(25_000);
  }
});
