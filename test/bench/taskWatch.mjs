// Loaded into the built server: looks at the clock in every turn of the loop of events, and tells on descriptor 4,
// when it gets SIGUSR2, how long the longest turn was since it was asked before, and how much processor time one took
// at most, in ms. Others' load makes the first one longer, and the second one counts what helps V8 at the same time.
import { writeSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { setImmediate } from 'node:timers';

function clocks() {
  const { user, system } = process.cpuUsage();
  return { wall: performance.now(), processor: (user + system) / 1000 };
}

let longest = { wall: 0, processor: 0 };
let last = clocks();

function turn() {
  const now = clocks();
  longest = {
    wall: Math.max(longest.wall, now.wall - last.wall),
    processor: Math.max(longest.processor, now.processor - last.processor),
  };
  last = now;
  setImmediate(turn);
}

setImmediate(turn);
process.on('SIGUSR2', () => {
  writeSync(4, `${JSON.stringify(longest)}\n`);
  longest = { wall: 0, processor: 0 };
});
