import { parseImageList } from '../../src/adapters/docker/listImages.ts';
import { groupStored } from '../../src/core/image/storedRepositories.ts';
import { measure, type Times } from './times.ts';

const count = 2000;

/** 2,000 images in 400 repositories, each for two platforms with an attestation. */
function listed(): unknown {
  return Array.from({ length: count }, (_, at) => {
    const digest = (part: number) => `sha256:${String(at * 10 + part).padStart(64, '0')}`;
    const manifest = (part: number, architecture: string, kind: string) => ({
      Descriptor: { digest: digest(part), platform: { os: 'linux', architecture } },
      ...{ Available: part === 1, Size: { Content: 1e6 }, Kind: kind },
      ImageData: { Size: { Unpacked: 2e6 }, Containers: null },
    });
    return {
      ...{ Id: digest(0), Created: 1_700_000_000 + at, Size: 3e6, Containers: 0 },
      RepoTags: [`registry.example.com/team${at % 20}/app${at % 400}:${at}`],
      Manifests: [
        manifest(1, 'amd64', 'image'),
        manifest(2, 'arm64', 'image'),
        manifest(3, 'unknown', 'attestation'),
      ],
    };
  });
}

/** What the images view does at each piece of news, and at each letter of a filter. */
export async function measureImages(): Promise<Readonly<Record<string, Times>>> {
  const answer = listed();
  const images = parseImageList(answer);
  if (!images.ok) throw new Error(images.problem.message);
  const rounds = { warmUp: 3, rounds: 20 };
  return {
    [`read the engine's list of ${count} images`]: await measure(
      () => parseImageList(answer),
      rounds,
    ),
    [`put ${count} images in order`]: await measure(
      () => groupStored(images.value, { order: 'name', filter: '' }),
      rounds,
    ),
    [`filter ${count} images`]: await measure(
      () => groupStored(images.value, { order: 'age', filter: 'team1 arm64' }),
      rounds,
    ),
  };
}
