import { readImageUses } from '../../src/adapters/workspace/imageUses.ts';
import { applyEdits, compatibleEdits, type EditFix } from '../../src/core/analysis/edits.ts';
import type { Finding } from '../../src/core/analysis/finding.ts';
import { analyzePipeline } from '../../src/core/ci/analyzePipeline.ts';
import { LineIndex } from '../../src/core/text.ts';

/** What is found in a workflow or a pipeline. */
export function find(text: string, kind: 'workflow' | 'gitlab' = 'workflow'): readonly Finding[] {
  const { pipeline } = readImageUses(kind, text);
  return pipeline === undefined ? [] : analyzePipeline(text, pipeline);
}

/** What was found: its rule, its severity, and the first line of its words. */
export const shown = (text: string, found: readonly Finding[]) => {
  const lines = new LineIndex(text);
  return found.map(({ rule, severity, range }) => {
    const words = text.slice(lines.offset(range.start), lines.offset(range.end));
    return `${rule} ${severity}: ${words.split('\n')[0] ?? ''}`;
  });
};

/** What is left after the first fix of the first finding that has one. */
export function mend(text: string, kind: 'workflow' | 'gitlab' = 'workflow'): string {
  const fixes = find(text, kind).flatMap((each) => each.fixes.slice(0, 1));
  return applyEdits(
    text,
    compatibleEdits(fixes.filter((fix): fix is EditFix => fix.kind === 'edit')),
  );
}

/** A workflow with one job. */
export const job = (head: string, steps: string) => `name: ci
on: push
jobs:
  build:
${indent(head, 4)}    steps:
${indent(steps, 6)}`;
const indent = (text: string, by: number) =>
  text
    .split('\n')
    .map((line) => (line.trim() === '' ? '' : `${' '.repeat(by)}${line}\n`))
    .join('');

/** Steps of a job. */
export const qemu = '- uses: docker/setup-qemu-action@v4\n';
export const buildx = '- uses: docker/setup-buildx-action@v4\n';
/** A step that builds, with its inputs. */
export const build = (...inputs: readonly string[]) =>
  `- uses: docker/build-push-action@v7\n  id: build\n  with:\n${inputs.map((input) => `    ${input}\n`).join('')}`;
/** What stands in a job in front of its steps: its machine, and its matrix. */
export const one = 'runs-on: ubuntu-latest';
export const matrix = `runs-on: ubuntu-latest
strategy:
  matrix:
    platform: [linux/amd64, linux/arm64]`;
export const native = `runs-on: \${{ matrix.runner }}
strategy:
  matrix:
    include:
      - platform: linux/amd64
        runner: ubuntu-24.04
      - platform: linux/arm64
        runner: ubuntu-24.04-arm`;
/** Inputs of a step that builds. */
export const both = 'platforms: linux/amd64,linux/arm64';
export const each = 'platforms: ${{ matrix.platform }}';
export const byDigest =
  'outputs: type=image,name=ghcr.io/o/a,push-by-digest=true,name-canonical=true,push=true';
export const meta = `- uses: docker/metadata-action@v6
  id: meta
  with:
    images: ghcr.io/o/a
`;
export const keep = `- run: |
    digest="\${{ steps.build.outputs.digest }}"
    touch "/tmp/digests/\${digest#sha256:}"
`;
export const upload = (name: string) =>
  `- uses: actions/upload-artifact@v7\n  with:\n    name: ${name}\n    path: /tmp/digests/*\n`;
/** A job that joins digests. */
export const join = `  merge:
    needs: build
    runs-on: ubuntu-latest
    steps:
      - run: |
          docker buildx imagetools create $(jq -cr '.tags | map("-t " + .) | join(" ")' <<< "$DOCKER_METADATA_OUTPUT_JSON") \\
            $(printf 'ghcr.io/o/a@sha256:%s ' *)
`;
