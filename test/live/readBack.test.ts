import assert from 'node:assert/strict';
import { ownRepository } from './labRegistry.ts';
import { docker, multiarch } from './programs.ts';

const image = ownRepository('index:1');
const targets = ['linux/amd64', 'linux/arm/v7', 'linux/s390x'];

interface Descriptor {
  digest: string;
  size: number;
  platform: { architecture: string };
  annotations?: Record<string, string>;
}

/** Our reader and buildx's must say the same of one index with attestations. */
describe('an index read back from the registry', () => {
  let raw: { mediaType: string; manifests: Descriptor[] };
  let ours: {
    digest: string;
    mediaType: string;
    platforms: { platform: string; digest: string }[];
    attestations: { of: string; digest: string }[];
  };

  before(async () => {
    await docker(
      ...['buildx', 'build', '--platform', targets.join(','), '--provenance=mode=min'],
      ...['--push', '--tag', image, 'test/lab/sample'],
    );
    raw = JSON.parse(await docker('buildx', 'imagetools', 'inspect', '--raw', image)) as typeof raw;
    const { code, stdout, stderr } = await multiarch('image', image, '--format', 'json');
    assert.equal(code, 0, stderr);
    ours = JSON.parse(stdout) as typeof ours;
  });

  after(() => docker('image', 'rm', '--force', image));

  it('has the digest and media type that buildx reports', async () => {
    const format = ['--format', '{{json .Manifest}}'];
    const theirs = JSON.parse(
      await docker('buildx', 'imagetools', 'inspect', ...format, image),
    ) as typeof ours;
    assert.equal(ours.digest, theirs.digest);
    assert.equal(ours.mediaType, theirs.mediaType);
  });

  it('has the platforms in the order of the index, with their digests', () => {
    const images = raw.manifests.filter(({ platform }) => platform.architecture !== 'unknown');
    assert.deepEqual(
      ours.platforms.map(({ platform, digest }) => ({ platform, digest })),
      images.map(({ digest }, position) => ({ platform: targets[position], digest })),
    );
  });

  it('has one attestation for each of them', () => {
    const attestations = raw.manifests
      .filter(({ platform }) => platform.architecture === 'unknown')
      .map(({ digest, annotations }) => ({
        of: annotations?.['vnd.docker.reference.digest'],
        digest,
      }));
    assert.equal(attestations.length, targets.length);
    assert.deepEqual(
      ours.attestations.map(({ of, digest }) => ({ of, digest })),
      attestations,
    );
  });
});
