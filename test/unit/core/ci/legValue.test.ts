import assert from 'node:assert/strict';
import { readImageUses } from '../../../../src/adapters/workspace/imageUses.ts';
import { legValue } from '../../../../src/core/ci/legValue.ts';

describe('what a text means in one run of a job', () => {
  const workflow = `jobs:
  a:
    steps:
    - id: meta
      uses: docker/metadata-action@v6
      with: { images: o/a, flavor: "suffix=-\${{ matrix.platform }}" }
    - id: same
      uses: Docker/Metadata-Action@v6
      with: { images: o/a, tags: x }
    - id: unknown
      uses: docker/metadata-action@v6
      with: { images: "\${{ steps.x.outputs.y }}" }
    - id: other
      uses: my/docker/metadata-action@v6
    - id: script
      run: echo
`;
  const [job] = readImageUses('workflow', workflow).pipeline?.jobs ?? [];
  const leg = { platform: 'linux/arm64', 'target.os': 'linux', $ARCH: 'arm64' };
  const variables = {
    ...{ OVER: '$A', A: '$B', B: '$C', C: '$D', D: 'x' },
    ...{ TAG: '1', OF_LEG: '${{ matrix.platform }}', LOST: '${{ runner.name }}', SELF: '$SELF' },
    ...{ TWO: '$TAG-$TAG', EIGHT: '$TWO$TWO$TWO$TWO$TWO$TWO$TWO$TWO', MANY: '$TAG'.repeat(17) },
  };
  const check = (text: string, expected: string | undefined) => {
    it(`${text.slice(0, 60)}: ${expected ?? 'not known'}`, () => {
      assert.ok(job);
      assert.equal(legValue(text, { job, leg, variables }), expected);
    });
  };
  check('o/a:1', 'o/a:1');
  check('${{ matrix.platform }}', 'linux/arm64');
  check('o/a-${{matrix.platform}}:1', 'o/a-linux/arm64:1');
  check('${{ matrix.target.os }}', 'linux');
  check('a${{ matrix.none }}b', 'ab');
  check('${{ env.TAG }}', '1');
  check('${{ env.OF_LEG }}-$TAG', 'linux/arm64-1');
  check('${{ env.NONE }}', undefined);
  check('${{ env.LOST }}', undefined);
  check('${TAG}-${ARCH}', '1-arm64');
  check('$NONE', undefined);
  check('${LONGER_NAME}', undefined);
  check('$SELF', undefined);
  check('$TWO', '1-1');
  check('$EIGHT', '1-1'.repeat(8));
  check('$A', 'x');
  check('$OVER', undefined);
  check('$MANY', undefined);
  check('$TAG'.repeat(64), '1'.repeat(64));
  check('$TAG'.repeat(65), undefined);
  check('a$(date)', undefined);
  check('${{ never closed', '${{ never closed');
  // The same in each run, so that equal texts are equal values.
  check('$CI_REGISTRY_IMAGE:${CI_COMMIT_SHA}', '$CI_REGISTRY_IMAGE:${CI_COMMIT_SHA}');
  check('$GITHUB_SHA', '$GITHUB_SHA');
  check('$MY_CI_NAME', undefined);
  check('$CI_JOB_ID', undefined);
  check('$CI_NODE_INDEX', undefined);
  check('o/a:${{ github.sha }}', 'o/a:${{ github.sha }}');
  check('${{ inputs.tag }}', '${{ inputs.tag }}');
  check('${{ needs.a.outputs.tag }}', '${{ needs.a.outputs.tag }}');
  check('${{ runner.name }}', undefined);
  check('${{ job.status }}', undefined);
  check('${{ github.ref && true }}', '${{ github.ref && true }}');
  check("${{ github.ref == 'runner.name' && 1 }}", "${{ github.ref == 'runner.name' && 1 }}");
  check("${{ format('{0}', runner.name) }}", undefined);
  check(
    "${{ format('{0}-{1}', github.sha, matrix.platform) }}",
    "${{ format('{0}-{1}', github.sha, 'linux/arm64') }}",
  );
  check("${{ matrix.none || 'x' }}", "${{ '' || 'x' }}");
  check("${{ env.TAG || 'x' }}", "${{ '1' || 'x' }}");
  check("${{ env.NONE || 'x' }}", undefined);
  check('${{ github[matrix.x] }}', undefined);
  check('${{ strategy.job-index + 1 }}', undefined);
  // docker/metadata-action makes the same names of the same inputs.
  check(
    '${{ steps.meta.outputs.tags }}',
    '${{ steps.meta.outputs.tags of o/a\nsuffix=-linux/arm64 }}',
  );
  check('${{ steps.same.outputs.tags }}', '${{ steps.same.outputs.tags of o/a\nx }}');
  check('${{ steps.unknown.outputs.tags }}', undefined);
  check('${{ steps.other.outputs.tags }}', undefined);
  check('${{ steps.script.outputs.tags }}', undefined);
  check('${{ steps.none.outputs.tags }}', undefined);
});
