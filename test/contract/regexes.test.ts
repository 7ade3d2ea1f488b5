import assert from 'node:assert/strict';
import { hostileTexts, type HostileText } from './hostileTexts.ts';
import { regexesOf, type FoundRegex } from './regexes.ts';
import { readSources } from './sources.ts';

/**
 * How often something is repeated: the first ones end exponential expressions before they never end, and the last one
 * is for fast machines.
 */
const COUNTS = [20, 22, 24, 26, 28, 30, 32, 34, 36, 38, 40, 80, 120, 200, 2_000, 20_000, 50_000];
/** Most characters of one text. */
const MOST = 100_000;
/** Milliseconds for one text. Most expressions take less than a hundredth of it, those with bounded repeats are near it. */
const LIMIT = 200;
/** Another program may take the processor while one is measured. */
const ATTEMPTS = 4;

const found = readSources('src').flatMap(regexesOf);

describe('regular expressions', () => {
  it('are found', () => {
    assert.ok(found.length > 100);
    assert.ok(found.some(({ path }) => path === 'src/core/image/architectureName.ts'));
  });

  const folderOf = ({ path }: FoundRegex) => path.split('/').slice(0, 3).join('/');
  for (const folder of new Set(found.map(folderOf))) {
    it(`of ${folder} take linear time, whatever the text`, function () {
      this.timeout(120_000);
      const regexes = found.filter((regex) => folderOf(regex) === folder);
      assert.deepEqual(
        regexes.flatMap((regex) => complaintAbout(regex) ?? []),
        [],
      );
    });
  }
});

describe('what measures them', () => {
  for (const slow of [/a+b/, /^(?:a+)+$/, /^(?:\s*,?)*x/, /<[^>]*>/g, /^(?:x|\s+|y)*\s+z/]) {
    it(`finds ${slow.source}`, () => {
      assert.notEqual(complaintAbout({ path: '', line: 0, pattern: slow }), undefined);
    });
  }
});

function complaintAbout({ path, line, pattern }: FoundRegex): string | undefined {
  for (const text of hostileTexts(pattern)) {
    const slow = COUNTS.find((count) => isSlow(pattern, text, count));
    if (slow === undefined) continue;
    return `${path}:${line} ${pattern.source} is slow on ${slow} × ${JSON.stringify(text)}`;
  }
  return undefined;
}

/** Above the limit, four times the text must not take much more than four times as long. */
function isSlow(pattern: RegExp, text: HostileText, count: number): boolean {
  const time = fastest(pattern, textOf(text, count));
  if (time <= LIMIT) return false;
  const quarter = textOf(text, Math.ceil(count / 4));
  return time > 5_000 || count < 1_000 || time > 8 * fastest(pattern, quarter);
}

function textOf({ start, pumped, end }: HostileText, count: number): string {
  return start + pumped.repeat(Math.min(count, Math.ceil(MOST / pumped.length))) + end;
}

/** Milliseconds that an expression takes to look through a text as it is used. */
function fastest(pattern: RegExp, text: string): number {
  let best = Infinity;
  for (let attempt = 0; attempt < ATTEMPTS && best > LIMIT; attempt += 1) {
    const begin = performance.now();
    pattern.lastIndex = 0;
    if (pattern.global) text.replace(pattern, '');
    else pattern.test(text);
    best = Math.min(best, performance.now() - begin);
  }
  return best;
}
