import assert from 'node:assert/strict';
import { renderMessage } from '../../../../src/core/analysis/finding.ts';
import { assembleList, type ListWishes } from '../../../../src/core/manifestList/assemble.ts';
import { listProblemText } from '../../../../src/core/manifestList/listProblemText.ts';
import type { ListSource } from '../../../../src/core/manifestList/listSource.ts';
import { imageSource, listedEntry, listSource, withNumbers } from '../../../support/listSources.ts';

describe('what is said about a manifest list', () => {
  /** Sources are called a, b, …; digests are numbers. */
  const check = (
    name: string,
    sources: readonly ListSource[],
    expected: readonly string[],
    wishes?: ListWishes,
  ) =>
    it(name, () => {
      const { list, problems } = assembleList(sources, wishes);
      const names = sources.map((_, at) => 'abc'.charAt(at));
      const lines = problems.map(
        (problem) => `${problem.severity}: ${renderMessage(listProblemText(problem, names))}`,
      );
      assert.deepEqual(lines.map(withNumbers), expected);
      assert.equal(
        list === undefined,
        expected.some((line) => line.startsWith('error')),
      );
    });

  const amd64 = imageSource('linux/amd64=1');
  const schema1 = 'application/vnd.docker.distribution.manifest.v1+prettyjws';
  const said = (platform: NonNullable<ListSource['change']>['platform']) => ({
    change: { platform: platform ?? {} },
  });
  const unknown = (severity: string, name: string) =>
    `${severity}: ${name} does not say for which platform it is. Say it: ${name}=os/architecture.`;

  check(
    'of nothing',
    [],
    ['error: There is nothing to make a manifest list of. Name at least one image.'],
  );
  check(
    'that is no JSON',
    [{ ...amd64, body: '{' }],
    ['error: a cannot be part of a manifest list: the manifest is not JSON.'],
  );
  check(
    'of schema 1',
    [amd64, { ...amd64, mediaType: schema1, body: '{"schemaVersion":1,"architecture":"amd64"}' }],
    ["error: b is an image of Docker's schema 1, which no list may hold. Build and push it anew."],
  );
  check(
    'that is too long',
    [
      listSource(
        Array.from({ length: 1_001 }, (_, at) => `linux/a${String(at)}=${String(at)}`).join(' '),
      ),
    ],
    ['error: a has more than 1000 entries. No real list has as many: look who has made it.'],
  );
  check('of an image without words', [imageSource('-=1')], [unknown('error', 'a')]);
  for (const part of [{ os: 'linux' }, { architecture: 'arm64' }]) {
    check(
      `of an image of which only the ${Object.keys(part).join()} is said`,
      [{ ...imageSource('-=1'), ...said(part) }],
      [unknown('error', 'a')],
    );
  }
  check('that is copied with an unknown platform', [listSource('-=1')], [unknown('warning', 'a')]);
  check(
    'that is to give what it does not have',
    [{ ...listSource('linux/amd64=1'), only: [{ os: 'linux', architecture: 'arm64' }] }],
    ['error: a has no image for linux/arm64.'],
  );
  check(
    'of which one platform is said',
    [
      {
        ...listSource('linux/amd64=1 linux/riscv64=2 @1=11'),
        ...said({ os: 'linux', variant: 'v7', architecture: 'arm' }),
      },
    ],
    [
      'error: a is a list of several images (linux/amd64, linux/riscv64), and linux/arm/v7 can be said of one only. Name that one by its digest, or choose it by its platform.',
    ],
  );
  check(
    'with two images of two sources',
    [amd64, imageSource('linux/amd64=2')],
    [
      'error: linux/amd64: there are two images for it, #1 and #2. Whoever pulls gets the first; leave one of them out.',
    ],
  );
  check(
    'with two images of one source',
    [listSource('linux/arm64=1 linux/arm64/v8=2')],
    [
      'warning: linux/arm64: there are two images for it, #1 and #2. Whoever pulls gets the first; leave one of them out.',
    ],
  );
  check(
    'that says another platform',
    [{ ...amd64, ...said({ architecture: 'arm64' }) }],
    [
      'warning: linux/arm64: a is listed for it, but its own config says linux/amd64. Check that this is what you want: programs for linux/amd64 do not run there without emulation.',
    ],
  );
  check(
    'that says what no config says',
    [{ ...imageSource('-=1'), ...said({ os: 'linux', architecture: 'arm64' }) }],
    [],
  );
  check(
    'of Windows',
    [
      imageSource('Windows/amd64=1'),
      { ...imageSource('windows/arm64=2'), ...said({ osVersion: '10.0.26100.1' }) },
    ],
    [
      'warning: windows/amd64: a has no os.version. Windows chooses among images by it: give the Windows build.',
    ],
  );
  check(
    'with statements about others',
    [amd64, listSource('linux/arm64=2 @2=12 @3=13 @=14')],
    [
      'warning: The attestation #13 of b is about an image that is not in the list.',
      'warning: The attestation #14 of b is about an image that is not in the list.',
    ],
  );
  check(
    'in a list',
    [listSource('linux/arm64=1 *=2')],
    ['warning: a holds another list, #2. Hardly any tool pulls from a list in a list.'],
  );
  check(
    'of Docker with annotations, and OCI images',
    [amd64],
    [
      "error: Docker's manifest lists have no annotations. Leave them out, or choose type oci.",
      "warning: a is an OCI image. Some registries refuse it in a list of Docker's type; choose type oci.",
    ],
    { type: 'docker', annotations: { a: 'b' } },
  );
  check('of OCI with annotations', [amd64], [], { type: 'oci', annotations: { a: 'b' } });

  it('names the image where the source has no name', () => {
    const problem = { code: 'platform-unknown', severity: 'error', source: 0 } as const;
    const { digest } = listedEntry('-=7');
    const { args } = listProblemText({ ...problem, digest }, []);
    assert.deepEqual(args.map(withNumbers), ['#7']);
  });
});
