import assert from 'node:assert/strict';
import { parseBake } from '../../src/adapters/workspace/bakePrint.ts';
import { readComposeFile } from '../../src/adapters/workspace/composeFile.ts';
import { readComposeServices } from '../../src/adapters/workspace/composeServices.ts';
import { readImageUses } from '../../src/adapters/workspace/imageUses.ts';
import { readProjectFile } from '../../src/adapters/workspace/projectFile.ts';
import { BuildOutputReader } from '../../src/adapters/docker/buildOutputReader.ts';
import { analyze, type Analysis } from '../../src/core/analysis/analyze.ts';
import { analyzeCompose } from '../../src/core/analysis/analyzeCompose.ts';
import { applyEdits, ruleEdits, safeEdits } from '../../src/core/analysis/edits.ts';
import { renderMessage } from '../../src/core/analysis/finding.ts';
import type { Fact, ImageFacts } from '../../src/core/facts.ts';
import { lockFileNames, readLockFile } from '../../src/core/lockfile/lockFile.ts';
import { imageServices } from '../../src/core/project/imageServices.ts';
import type { ImageFileKind } from '../../src/core/project/fileNames.ts';
import { indexOf, singleOf, unreachable } from '../support/imageFacts.ts';
import { checkRange } from './places.ts';

/** An image is an index, a single one or not to be had, by the length of its name. */
const answers = [indexOf('linux/amd64', 'linux/arm64'), singleOf('linux/amd64'), unreachable];
const image = (reference: string): Fact<ImageFacts> =>
  answers[reference.length % answers.length] ?? unreachable;

/** Judges a Dockerfile, and applies every edit that is offered. */
export function checkFindings(text: string): void {
  const targets = ['linux/amd64', 'linux/arm64', 'linux/arm/v7'];
  checkAnalysis(analyze({ text, targets, buildPlatform: 'linux/amd64', image }), text);
}

const imageFileKinds: readonly ImageFileKind[] = [
  'kubernetes',
  'helm-values',
  'devcontainer',
  'workflow',
  'gitlab',
];

/** Judges a file as each of those that name images. */
export function checkImageFile(text: string): void {
  const targets = ['linux/amd64', 'linux/arm64'];
  const compose = readComposeServices(text, { TAG: '1' });
  const others = imageFileKinds.map((kind) => imageServices(kind, readImageUses(kind, text)));
  for (const services of [compose, ...others]) {
    checkAnalysis(analyzeCompose({ text, services, targets }, { image }), text);
  }
  const beside = { text, file: 'compose.override.yaml', isOverride: true };
  for (const { name, dockerfile } of readComposeFile(text, '/p/compose.yaml', { beside })
    .declarations) {
    assert.equal(typeof name, 'string');
    assert.equal(typeof dockerfile, 'string');
  }
  readProjectFile(text);
}

function checkAnalysis({ findings, matrix, unknown }: Analysis, text: string): void {
  const lines = text.split('\n');
  for (const finding of findings) {
    checkRange(finding.range, lines);
    assert.notEqual(renderMessage(finding.message), '');
    assert.doesNotMatch(renderMessage(finding.message), /undefined|\[object/);
    applyEdits(text, ruleEdits([finding], finding.rule).edits);
  }
  applyEdits(text, safeEdits(findings));
  assert.ok(matrix.length + unknown.length >= 0);
}

/** Reads a lock file by every name that one may have. */
export function checkLockFile(text: string): void {
  for (const name of lockFileNames) {
    for (const { name: locked } of readLockFile(name, text)?.packages ?? []) {
      assert.equal(typeof locked, 'string');
    }
  }
}

/** Reads what docker prints: a bake plan, and events of a build in two pieces. */
export function checkOutput(text: string): void {
  const plan = parseBake(text, '/folder', 'docker-bake.hcl');
  if (!plan.ok) assert.notEqual(plan.problem.message, '');
  let lines = 0;
  const reader = new BuildOutputReader({
    onEvents: () => undefined,
    onLines: (more) => {
      lines += more.length;
    },
  });
  const bytes = Buffer.from(text);
  reader.read(bytes.subarray(0, bytes.length >> 1));
  reader.read(bytes.subarray(bytes.length >> 1));
  reader.end();
  assert.ok(lines <= text.split('\n').length);
}
