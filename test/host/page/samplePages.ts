import type { InspectedImage } from '../../../src/extension/images/inspector/inspected.ts';
import { newlyInspected } from '../../../src/extension/images/inspector/inspected.ts';
import { emptyPage } from '../../../src/extension/images/inspector/emptyPage.ts';
import { comparisonPage } from '../../../src/extension/images/inspector/comparisonPage.ts';
import { explainPage } from '../../../src/extension/explain/explainPage.ts';
import { reportPage } from '../../../src/extension/report/reportPage.ts';
import { imagePage } from '../../../src/extension/images/inspector/imagePage.ts';
import type { Fact } from '../../../src/core/facts.ts';
import type {
  ImageInspection,
  ReferrersInspection,
  StatementInspection,
} from '../../../src/core/image/inspection.ts';
import type { Explanation } from '../../../src/core/explain/explanation.ts';
import type { InspectorPage } from '../../../src/protocol/inspectorPage.ts';
import { lyingImage } from '../../support/audits.ts';
import { countedInspection, sampleInspection } from '../../support/inspections.ts';
import { sampleReport } from '../../support/sampleReport.ts';
import {
  emulatingBuilder,
  explained,
  extremeFile,
  manyPlatforms,
  manySidedFile,
} from '../../support/explained.ts';
import { english } from '../../support/wording.ts';

const platforms = ['linux/amd64', 'linux/arm64', 'linux/arm/v7', 'linux/386', 'linux/s390x'];
const subject = { kind: 'registry', reference: 'nginx:1.27' } as const;

/** What a page shows, by what it is about. */
export const samplePages: Readonly<Record<string, InspectorPage>> = {
  image: pageOf(sampleInspection({ platforms }), { place: 'editor' }),
  // Three platforms: one is right, one is wrong, of one nobody knows.
  audited: pageOf(sampleInspection({ platforms: lyingImage.platforms.map(platformOf) }), {
    audit: { kind: 'done', audit: lyingImage, asOf: 0 },
  }),
  report: reportPage({ kind: 'done', report: sampleReport }, english),
  explain: explainPageOf(explained(manySidedFile, { builder: emulatingBuilder })),
  'explain-extreme': explainPageOf(
    explained(extremeFile(30), { builder: emulatingBuilder, targets: manyPlatforms }),
  ),
  unread: reportPage({ kind: 'untrusted' }, english),
  pending: imagePage(newlyInspected(subject, 'view'), english),
  empty: emptyPage(english),
  // A registry that counts pulls: two platforms of five were wanted.
  counted: pageOf(
    countedInspection(
      { platforms },
      sampleInspection({ platforms: platforms.slice(0, 2) }).platforms.map(({ digest }) => digest),
    ),
    { opened: new Set(['configs', 'attestations']) },
  ),
  unknown: imagePage(
    {
      ...newlyInspected(subject, 'view'),
      busy: false,
      inspection: unknown('No connection to docker.io: getaddrinfo ENOTFOUND. Check the network.'),
    },
    english,
  ),
  opened: pageOf(sampleInspection({ platforms: platforms.slice(0, 2) }), {
    opened: new Set(['layers-0', 'attestations', 'referrers']),
    statements: statements(sampleInspection({ platforms: platforms.slice(0, 2) })),
    referrers: known(referrers()),
  }),
  comparison: comparisonPage(
    {
      before: { kind: 'registry', reference: 'nginx:1.26' },
      after: subject,
      busy: false,
      found: {
        before: known(
          sampleInspection({
            familiar: 'nginx:1.26',
            edition: '1.26',
            platforms: [...platforms, 'linux/mips64le'],
          }),
        ),
        after: known(sampleInspection({ platforms: [...platforms, 'linux/riscv64'] })),
      },
    },
    english,
  ),
};

function explainPageOf(explanation: Explanation): InspectorPage {
  const state = {
    kind: 'done',
    file: 'Dockerfile',
    explanation,
    busy: false,
    trusted: true,
  } as const;
  return explainPage(state, english);
}

function platformOf({ platform }: { readonly platform: string }): string {
  return platform;
}

/** A page about an image that is read to its end. */
export function pageOf(value: ImageInspection, more: Partial<InspectedImage> = {}): InspectorPage {
  const image = { ...newlyInspected(subject, 'editor'), busy: false, thisHost: 'linux/amd64' };
  return imagePage({ ...image, inspection: known(value), ...more }, english);
}

function known<T>(value: T): Fact<T> {
  return { known: true, value, asOf: 0 };
}

function unknown(message: string): Fact<never> {
  return { known: false, reason: { code: 'unreachable', message } };
}

function statements({ attestations }: ImageInspection) {
  const all: readonly StatementInspection[] = [
    {
      ...{ digest: `sha256:${'5b'.repeat(32)}`, size: 2_120_000, kind: 'sbom' },
      predicateType: 'https://spdx.dev/Document',
      content: known({
        ...{ kind: 'sbom', format: 'SPDX', version: 'SPDX-2.3', packages: 148 },
        tools: ['syft-v1.4.1', 'buildkit-v0.25.0'],
      }),
    },
    {
      ...{ digest: `sha256:${'7c'.repeat(32)}`, size: 12_904, kind: 'provenance' },
      predicateType: 'https://slsa.dev/provenance/v1',
      content: known({
        ...{ kind: 'provenance', version: 'v1', frontend: 'dockerfile.v0' },
        builder: 'https://github.com/nginxinc/docker-nginx/actions/runs/13219844130',
        buildType: 'https://mobyproject.org/buildkit@v1',
        source: {
          repository: 'https://github.com/nginxinc/docker-nginx.git',
          revision: '7b3a0f5c2d96c80f0f0a3f4a3b0b8c3c5a1d9c11',
          file: 'mainline/debian/Dockerfile',
        },
        parameters: { 'build-arg:NGINX_VERSION': '1.27.4' },
        materials: [
          {
            uri: 'pkg:docker/debian@bookworm-slim?platform=linux%2Famd64',
            digest: `sha256:${'4d'.repeat(32)}`,
          },
        ],
        started: '2026-02-05T20:58:12Z',
        finished: '2026-02-05T21:02:40Z',
      }),
    },
  ];
  const [first, second] = attestations;
  return new Map([
    [first?.digest ?? '', known(all)],
    [second?.digest ?? '', unknown('The attestation could not be read: 404.')],
  ]);
}

function referrers(): ReferrersInspection {
  return {
    of: `sha256:${'1b'.repeat(32)}`,
    referrers: [
      {
        digest: `sha256:${'9e'.repeat(32)}`,
        mediaType: 'application/vnd.oci.image.manifest.v1+json',
        size: 1_214,
        artifactType: 'application/vnd.dev.cosign.artifact.sig.v1+json',
        annotations: {},
        kind: 'signature',
        maker: 'cosign',
      },
      {
        digest: `sha256:${'8d'.repeat(32)}`,
        mediaType: 'application/vnd.oci.image.manifest.v1+json',
        size: 940,
        artifactType: 'application/spdx+json',
        annotations: {},
        kind: 'sbom',
      },
    ],
    ...{ listedBy: 'tag', complete: true, problems: [] },
  };
}
