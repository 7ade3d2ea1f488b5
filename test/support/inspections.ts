import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { ImageInspection, InspectionOrigin } from '../../src/core/image/inspection.ts';
import { oddities } from '../../src/core/image/oddities.ts';
import { platformDetails } from '../../src/core/image/platformDetails.ts';
import { withSharedLayers } from '../../src/core/image/sharedLayers.ts';
import { startInspection } from '../../src/core/image/startInspection.ts';
import { parsePlatform } from '../../src/core/platform/platform.ts';

const layerType = 'application/vnd.oci.image.layer.v1.tar+gzip';
const indexType = 'application/vnd.oci.image.index.v1+json';
const manifestType = 'application/vnd.oci.image.manifest.v1+json';
const configType = 'application/vnd.oci.image.config.v1+json';

/** How a sample image differs from `nginx:1.27` of a made-up registry. */
export interface SampleImage {
  readonly familiar?: string;
  readonly platforms: readonly string[];
  /** Added to every digest, for another image of the same platforms. */
  readonly edition?: string;
  readonly origin?: InspectionOrigin;
  readonly attested?: boolean;
  /** Members of the config of each platform; by default that of a web server. */
  readonly config?: (platform: string) => object;
  readonly stage?: 'index' | 'platforms';
}

/** The digest of a sample's content, by a name for it. */
function sampleDigest(content: string): string {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`;
}

/** An inspection as the language server gives it, made by the core from manifests and configs. */
export function sampleInspection(sample: SampleImage): ImageInspection {
  const { familiar = 'nginx:1.27', platforms, edition = '', attested = true } = sample;
  const registry: InspectionOrigin = { kind: 'registry', source: { registry: 'docker.io' } };
  const attestations = platforms.map((text) => ({
    mediaType: manifestType,
    digest: sampleDigest(`a${edition}${text}`),
    size: 841,
    platform: { os: 'unknown', architecture: 'unknown' },
    annotations: {
      'vnd.docker.reference.type': 'attestation-manifest',
      'vnd.docker.reference.digest': sampleDigest(edition + text),
    },
  }));
  const manifests = platforms.map((text) => {
    const parsed = parsePlatform(text);
    assert(parsed.ok, text);
    const digest = sampleDigest(edition + text);
    return { mediaType: manifestType, digest, size: 2295, platform: parsed.value };
  });
  const name = {
    ...{ reference: `docker.io/library/${familiar}`, familiar },
    ...{ origin: sample.origin ?? registry, asOf: Date.UTC(2026, 2, 14, 9, 26) },
  };
  const inspection = startInspection(name, {
    digest: sampleDigest(`index${edition}`),
    size: 10_234,
    manifest: {
      kind: 'index',
      mediaType: indexType,
      manifests: attested ? [...manifests, ...attestations] : manifests,
      annotations: { 'org.opencontainers.image.version': '1.27.4' },
    },
  });
  return sample.stage === 'index' ? inspection : withDetails(inspection, sample);
}

/** The same of a registry that counts pulls, as far as platforms are wanted; the quota is that of Docker Hub. */
export function countedInspection(
  sample: SampleImage,
  wanted: readonly string[] = [],
): ImageInspection {
  const whole = sampleInspection(sample);
  const counted = { host: 'docker.io', left: { remaining: 76, limit: 100, window: 21_600 } };
  if (sample.stage === 'index') return { ...whole, counted };
  const message =
    'The manifest was not read, because docker.io counts it as a pull. Open it to read it.';
  const platforms = whole.platforms.map((entry) =>
    wanted.includes(entry.digest)
      ? entry
      : {
          ...entry,
          details: { known: false as const, reason: { code: 'spared' as const, message } },
        },
  );
  const asked = { manifests: wanted.length, configs: wanted.length };
  return { ...whole, platforms, counted, asked };
}

function withDetails(inspection: ImageInspection, sample: SampleImage): ImageInspection {
  const { edition = '', config = serverConfig } = sample;
  const platforms = inspection.platforms.map((entry, at) => {
    const { platform } = entry;
    const [os = '', architecture = '', variant] = platform.split('/');
    const layers = ['base', 'files', 'shared'].map((name, step) => ({
      mediaType: layerType,
      digest: sampleDigest(name === 'shared' ? 'shared' : `${name}${edition}${platform}`),
      size: [29_150_210 + at * 81_000, 7_340_112, 1_398][step] ?? 0,
    }));
    const details = platformDetails(
      {
        kind: 'image',
        mediaType: manifestType,
        config: {
          mediaType: configType,
          digest: sampleDigest(`config${edition}${platform}`),
          size: 8_091,
        },
        layers,
        annotations: {
          'org.opencontainers.image.base.name': 'docker.io/library/debian:bookworm-slim',
          'org.opencontainers.image.base.digest': sampleDigest('debian'),
        },
      },
      {
        ...{ os, architecture, variant },
        created: new Date(Date.UTC(2026, 1, 5, 21, at)).toISOString(),
        config: config(platform),
        history: [
          { created_by: '# debian.sh --arch amd64 out/ bookworm' },
          { created_by: 'CMD ["bash"]', empty_layer: true },
          { created_by: 'RUN /bin/sh -c set -x && groupadd --system --gid 101 nginx # buildkit' },
          { created_by: 'COPY docker-entrypoint.sh / # buildkit' },
        ],
      },
    );
    assert(details.ok);
    return { ...entry, details: { known: true as const, value: details.value, asOf: 0 } };
  });
  const whole = withSharedLayers({ ...inspection, platforms });
  return { ...whole, oddities: oddities(whole) };
}

function serverConfig(platform: string): object {
  return {
    Entrypoint: ['/docker-entrypoint.sh'],
    Cmd: ['nginx', '-g', 'daemon off;'],
    Env: [
      'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
      'NGINX_VERSION=1.27.4',
      ...(platform === 'linux/arm64' ? ['GODEBUG=cpu.lse=off'] : []),
    ],
    ExposedPorts: { '80/tcp': {} },
    StopSignal: 'SIGQUIT',
  };
}
