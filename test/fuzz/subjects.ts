import assert from 'node:assert/strict';
import { readManifestSpec } from '../../src/adapters/workspace/manifestSpec.ts';
import { parseDockerfile } from '../../src/core/dockerfile/instructions.ts';
import { resolveBuild } from '../../src/core/dockerfile/resolve.ts';
import { expandWord } from '../../src/core/dockerfile/word.ts';
import { compareImages } from '../../src/core/image/compareImages.ts';
import { indentJson } from '../../src/core/image/indentJson.ts';
import { parseManifest } from '../../src/core/image/manifest.ts';
import { commonHosts, pickedBy } from '../../src/core/image/pickedBy.ts';
import { parseReference } from '../../src/core/image/reference.ts';
import { readConfig } from '../../src/core/image/runtimeConfig.ts';
import { startInspection } from '../../src/core/image/startInspection.ts';
import { readStatement } from '../../src/core/image/statement.ts';
import { analyzeSpec } from '../../src/core/manifestSpec/analyzeSpec.ts';
import {
  conversionForms,
  convertedText,
} from '../../src/core/manifestSpec/convert/convertedText.ts';
import { convertScript } from '../../src/core/manifestSpec/convert/convertScript.ts';
import { specList } from '../../src/core/manifestSpec/specList.ts';
import {
  formatPlatformAll,
  normalizePlatform,
  parsePlatform,
} from '../../src/core/platform/platform.ts';
import { checkLayer, checkProgram } from './judgedBytes.ts';
import { checkFindings, checkImageFile, checkLockFile, checkOutput } from './judgedTexts.ts';
import { checkRange, checkSpan } from './places.ts';

/** What is fuzzed, by the kind of its inputs. */
export type SubjectName =
  | 'Dockerfile'
  | 'findings'
  | 'image file'
  | 'layer'
  | 'lock file'
  | 'manifest'
  | 'output'
  | 'platform'
  | 'program'
  | 'reference'
  | 'script'
  | 'spec'
  | 'word';

/** Something that takes any text. `check` throws when it does not, or answers nonsense. */
export interface Subject {
  readonly name: SubjectName;
  /** How often it is tried, among the others. */
  readonly share: number;
  /** Whether its texts stand for bytes, one character for each. */
  readonly isBinary?: boolean;
  readonly check: (text: string) => void | Promise<void>;
}

/** What is fuzzed. */
export const subjects: readonly Subject[] = [
  { name: 'Dockerfile', share: 5, check: checkDockerfile },
  { name: 'word', share: 2, check: checkWord },
  { name: 'platform', share: 1, check: checkPlatform },
  { name: 'reference', share: 1, check: checkReference },
  { name: 'manifest', share: 1, check: checkManifest },
  { name: 'spec', share: 1, check: checkSpec },
  { name: 'script', share: 1, check: checkScript },
  { name: 'findings', share: 3, check: checkFindings },
  { name: 'image file', share: 1, check: checkImageFile },
  { name: 'lock file', share: 1, check: checkLockFile },
  { name: 'output', share: 1, check: checkOutput },
  { name: 'program', share: 1, isBinary: true, check: checkProgram },
  { name: 'layer', share: 1, isBinary: true, check: checkLayer },
];

function checkDockerfile(text: string): void {
  const dockerfile = parseDockerfile(text);
  let end = 0;
  for (const { span, keywordWord, flags, heredocs, comments } of dockerfile.instructions) {
    assert.ok(span.start >= end, 'instructions overlap');
    end = span.end;
    for (const part of [keywordWord, ...flags, ...comments]) checkSpan(part.span, text);
    for (const { contentSpan } of heredocs) checkSpan(contentSpan, text);
    checkSpan(span, text);
  }
  for (const { span } of [...dockerfile.problems, ...dockerfile.directives]) checkSpan(span, text);
  for (const span of dockerfile.emptyContinuations) checkSpan(span, text);

  const { targets } = resolveBuild(dockerfile, {
    targets: ['linux/amd64', 'linux/arm/v7'],
    buildPlatform: 'linux/amd64',
    buildArgs: { A: 'x', VERSION: '' },
  });
  assert.equal(targets.length, 2);
  const lines = text.split('\n');
  for (const { stages, pulls, problems } of targets) {
    for (const { range } of [...stages, ...pulls, ...problems]) checkRange(range, lines);
    for (const { base, platformFlag } of stages) {
      checkRange(base.range, lines);
      if (platformFlag) checkRange(platformFlag.range, lines);
    }
  }
}

function checkSpec(text: string): void {
  const read = readManifestSpec(text);
  const { problems } = analyzeSpec(read, () => ({
    known: false,
    reason: { code: 'pending', message: '' },
  }));
  for (const { span } of problems) checkSpan(span, text);
  specList(read.spec);
}

function checkScript(text: string): void {
  const conversion = convertScript(text);
  for (const form of conversionForms) convertedText(conversion, form);
  // What is written is read back.
  for (const list of conversion.lists) {
    const written = convertedText({ lists: [list], specs: [], notes: [] }, 'spec').text;
    const { spec, problems } = readManifestSpec(written);
    assert.deepEqual(problems, [], written);
    assert.equal(spec.manifests.length, list.manifests.length);
  }
}

const environment = { A: 'alpha', B: '', VERSION: '1.2.3', P: 'linux/arm64/v8', X: 'aabbaabb' };

function checkWord(text: string): void {
  for (const escape of ['\\', '`'] as const) {
    const expanded = expandWord(text, environment, escape);
    if (!expanded.ok) assert.notEqual(expanded.problem.message, '');
    else for (const name of expanded.value.matched) assert.ok(Object.hasOwn(environment, name));
  }
}

function checkPlatform(text: string): void {
  const parsed = parsePlatform(text);
  if (!parsed.ok) return;
  const normal = normalizePlatform(parsed.value);
  assert.deepEqual(normalizePlatform(normal), normal);
  // containerd/platforms joins the parts as a path, in which these vanish.
  if (text.split('/').some((part) => part === '.' || part === '..')) return;
  const again = parsePlatform(formatPlatformAll(normal));
  assert.ok(again.ok, 'what is written cannot be read');
  assert.deepEqual(normalizePlatform(again.value), normal);
}

function checkReference(text: string): void {
  const parsed = parseReference(text);
  if (!parsed.ok) return;
  const again = parseReference(parsed.value.canonical);
  assert.ok(again.ok, 'what is canonical cannot be read');
  assert.equal(again.value.canonical, parsed.value.canonical);
  assert.equal(again.value.familiar, parsed.value.familiar);
}

function checkManifest(text: string): void {
  const indented = indentJson(text);
  const json = readJson(text);
  if (typeof json === 'object') assert.deepEqual(JSON.parse(indented), json);
  for (const result of [readConfig(json), readStatement(json)]) {
    if (!result.ok) assert.notEqual(result.problem.message, '');
  }
  const manifest = parseManifest(json);
  if (!manifest.ok) {
    assert.notEqual(manifest.problem.message, '');
    return;
  }
  const origin = { kind: 'registry', source: { registry: 'docker.io' } } as const;
  const name = { reference: text, familiar: '', origin, asOf: 0 };
  const root = { digest: '', size: 0, manifest: manifest.value };
  const inspection = startInspection(name, root);
  assert.equal(pickedBy(inspection, commonHosts).length, commonHosts.length);
  const { same, added, lost, changed } = compareImages(inspection, inspection);
  assert.deepEqual(
    { same, added, lost, changed },
    { same: true, added: [], lost: [], changed: [] },
  );
}

/** A mutated manifest is seldom JSON any more: what is none is taken as a string. */
function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
