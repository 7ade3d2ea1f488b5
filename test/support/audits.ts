import type { PlatformAudit, WrongFile } from '../../src/core/audit/audit.ts';
import type { SentAudit, SentPlatform } from '../../src/protocol/audit.ts';

/** A platform's audit of which only some parts matter. */
export function sentPlatform(
  platform: string,
  audit: Partial<PlatformAudit>,
  createdBy: readonly string[] = [],
): SentPlatform {
  const value: PlatformAudit = {
    ...{ declared: platform, digest: `sha256:${platform}`, verdict: 'right', started: [] },
    ...{ files: [], wrongCount: audit.files?.length ?? 0, counts: [], remarks: [], layersLeft: 0 },
    ...audit,
  };
  return {
    ...{ platform, digest: `sha256:${platform}`, bytesRead: 3_400_000 },
    audit: { known: true, value, asOf: 0 },
    layers: createdBy.map((by, at) => ({ digest: `sha256:layer${at}`, createdBy: by })),
  };
}

/** A file for amd64 in a layer. */
export function wrongFile(path: string, layer: number): WrongFile {
  return { path, kind: 'program', actual: ['linux/amd64'], layer };
}

/** An image that is right for one platform and wrong for another. */
export const lyingImage: SentAudit = {
  ...{ reference: 'example/app:1', familiar: 'example/app:1', digest: 'sha256:index' },
  entrypointOnly: false,
  problems: [{ code: 'identical-layers', platforms: ['linux/amd64', 'linux/arm64'] }],
  platforms: [
    sentPlatform('linux/amd64', {
      started: [
        {
          ...{ role: 'entrypoint', word: '/start.sh', chain: ['/start.sh', '/bin/sh'] },
          ...{ actual: ['linux/amd64'], state: 'right', layer: 0 },
        },
      ],
      counts: [{ platform: 'linux/amd64', files: 12, onPurpose: 0 }],
    }),
    sentPlatform(
      'linux/arm64',
      {
        verdict: 'wrong',
        started: [
          {
            ...{ role: 'entrypoint', word: '/app', chain: ['/app'] },
            ...{ actual: ['linux/amd64'], state: 'wrong', layer: 1 },
          },
        ],
        files: [wrongFile('/app', 1), wrongFile('/bin/sh', 0), wrongFile('/lib/x.so', 1)],
        counts: [
          { platform: 'linux/amd64', files: 3, onPurpose: 0 },
          { platform: 'linux/arm64', files: 2, onPurpose: 1 },
        ],
        remarks: ['It is odd.'],
      },
      ['ADD rootfs.tar / # buildkit', 'COPY app /app # buildkit'],
    ),
    {
      ...{ platform: 'linux/s390x', digest: 'sha256:s', bytesRead: 0, layers: [] },
      audit: { known: false, reason: { code: 'denied', message: 'You may not read it.' } },
    },
  ],
};
