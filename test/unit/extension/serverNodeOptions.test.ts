import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { serverNodeOptions } from '../../../src/extension/serverNodeOptions.ts';

const start = promisify(execFile);

/** Makes objects of which the newest live on, as an analysis does, and tells how much room they got. */
const script = `
const kept = [];
for (let at = 0; at < 3_000_000; at++) kept[at % 200_000] = { at, text: 'line ' + at };
const spaces = require('node:v8').getHeapSpaceStatistics();
console.log(spaces.find(({ space_name }) => space_name === 'new_space').space_size);
`;

describe('options of Node for the language server', () => {
  it('keep the room for what does not live long small', async () => {
    const { stdout } = await start(process.execPath, [...serverNodeOptions, '-e', script]);
    assert(Number(stdout) > 0 && Number(stdout) <= 8 << 20, stdout);
  });
});
