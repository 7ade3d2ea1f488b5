import assert from 'node:assert/strict';
import { analyze, type AnalysisInput } from '../../src/core/analysis/analyze.ts';
import { applyEdits } from '../../src/core/analysis/edits.ts';
import { renderMessage, type Finding, type RuleCode } from '../../src/core/analysis/finding.ts';
import type { Fix } from '../../src/core/analysis/fix.ts';
import type { Fact, ImageFacts } from '../../src/core/facts.ts';
import { LineIndex } from '../../src/core/text.ts';
import { assertProportional } from './growth.ts';
import { unreachable } from './imageFacts.ts';

/** How a row is analysed: for linux/amd64 and linux/arm64, with no builder, unless it says otherwise. */
export interface RowOptions extends Partial<Omit<AnalysisInput, 'text' | 'image'>> {
  /** What registries say, by canonical reference; no other answers. */
  readonly images?: Readonly<Record<string, Fact<ImageFacts>>>;
}

/** One finding of the rule: `line: severity ‹underlined words› platforms`, e.g. `0: error ‹x› linux/arm64`. */
export type FoundLine = string;

/** What a fix does: its title, and the text afterwards, or what it asks of the surface. */
export type FixLine = readonly [title: string, result: string];

/** The tables that the test of a rule is made of. */
export interface RuleTable {
  /** The rule finds exactly this, and nothing is found twice. */
  readonly finds: (
    title: string,
    text: string,
    expected: readonly FoundLine[],
    options?: RowOptions,
  ) => void;
  readonly staysSilent: (title: string, text: string, options?: RowOptions) => void;
  /** The messages of the rule's findings, with their values filled in. */
  readonly says: (
    title: string,
    text: string,
    expected: readonly string[],
    options?: RowOptions,
  ) => void;
  /**
   * The ways out of the rule's first finding, without questions to other hosts, the safe ones marked by `safe: ` before the title. An edit
   * is made, all rules run again, and none of them finds anything that was not found before.
   */
  readonly mends: (
    title: string,
    text: string,
    expected: readonly FixLine[],
    options?: RowOptions,
  ) => void;
  /**
   * All rules together need time in proportion to a hostile file of some 100,000 characters, of which the
   * row also makes a half.
   */
  readonly isQuick: (title: string, text: (share: number) => string, options?: RowOptions) => void;
}

/** Tables for one rule. */
export function ruleTable(rule: RuleCode): RuleTable {
  const ofRule = (findings: readonly Finding[]) => findings.filter((found) => found.rule === rule);
  const finds: RuleTable['finds'] = (title, text, expected, options) => {
    it(title, () => {
      assert.deepEqual(
        ofRule(findingsOf(text, options)).map((finding) => describeFinding(finding, text)),
        expected,
      );
    });
  };
  return {
    finds,
    staysSilent: (title, text, options) => {
      finds(title, text, [], options);
    },
    says(title, text, expected, options) {
      it(title, () => {
        const found = ofRule(findingsOf(text, options));
        assert.deepEqual(
          found.map(({ message }) => renderMessage(message)),
          expected,
        );
      });
    },
    isQuick(title, text, options) {
      it(title, () => {
        assertProportional((share) => {
          findingsOf(text(share), options);
        });
      });
    },
    mends(title, text, expected, options) {
      it(title, () => {
        const findings = findingsOf(text, options);
        const [first] = ofRule(findings);
        assert.ok(first, 'nothing was found');
        assert.deepEqual(
          first.fixes
            .filter(({ kind }) => kind !== 'check-downloads')
            .map((fix) => describeFix(fix, text)),
          expected,
        );
        for (const fix of first.fixes) {
          if (fix.kind !== 'edit') continue;
          const mended = applyEdits(text, fix.edits);
          const left = findingsOf(mended, options).map(identity);
          const before = findings.map(identity);
          assert.deepEqual(subtract(left, before), [], `new after ${renderMessage(fix.title)}`);
          assert.ok(left.length < before.length, `nothing mended by ${renderMessage(fix.title)}`);
        }
      });
    },
  };
}

/** What all rules find in a row's file. */
export function findingsOf(
  text: string,
  { images = {}, ...options }: RowOptions = {},
): readonly Finding[] {
  return analyze({
    text,
    targets: ['linux/amd64', 'linux/arm64'],
    image: (reference) => images[reference] ?? unreachable,
    ...options,
  }).findings;
}

function describeFinding({ severity, range, platforms }: Finding, text: string): FoundLine {
  const lines = new LineIndex(text);
  const words = text.slice(lines.offset(range.start), lines.offset(range.end));
  return [`${range.start.line}: ${severity} ‹${words}›`, ...platforms].join(' ');
}

function describeFix(fix: Fix, text: string): FixLine {
  const title = renderMessage(fix.title);
  switch (fix.kind) {
    case 'edit':
      return [fix.safe ? `safe: ${title}` : title, applyEdits(text, fix.edits)];
    case 'find-tag':
      return [title, `${fix.kind} ${fix.reference} ${fix.platforms.join(' ')}`];
    case 'check-downloads':
      return [title, fix.downloads.map(({ platform, url }) => `${platform} ${url}`).join('\n')];
    case 'drop-targets':
      return [title, `${fix.kind} ${fix.platforms.join(' ')}`];
  }
}

/** Which rule and about what, wherever it stands: an edit may move what is left. */
function identity({ rule, severity, platforms }: Finding): string {
  return `${severity} ${rule} ${platforms.join(' ')}`;
}

function subtract(from: readonly string[], taken: readonly string[]): readonly string[] {
  const left = [...taken];
  return from.filter((entry) => {
    const at = left.indexOf(entry);
    if (at !== -1) left.splice(at, 1);
    return at === -1;
  });
}
