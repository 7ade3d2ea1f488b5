import { quotaText } from '../adapters/registry/quotas.ts';
import { ageText } from '../core/age.ts';
import type { Fact } from '../core/facts.ts';
import type {
  ImageInspection,
  Oddity,
  PlatformDetails,
  PlatformInspection,
  Provenance,
  ReferrersInspection,
  StatementInspection,
} from '../core/image/inspection.ts';
import { commonHosts, pickedBy, type HostPick } from '../core/image/pickedBy.ts';
import { storedSize } from '../core/image/sharedLayers.ts';
import { sizeText } from '../core/size.ts';
import type { ImageDetails, ReadAttestation } from './imageDetails.ts';
import { printable } from './terminal.ts';

/** A name and what it says; what says nothing is left out. */
type Row = readonly [name: string, text: string];

/** What `multiarch image --details` prints for people. */
export function detailsText({ image, attestations, referrers }: ImageDetails, now: number): string {
  const sections = [
    [image.familiar, ...rows(headRows(image, now), '')],
    ...(image.oddities.length === 0 ? [] : [['strange', ...image.oddities.map(oddityLine)]]),
    ['docker run takes', ...rows(pickedBy(image, commonHosts).map(pickRow), '  ')],
    ...image.platforms.map((entry) => [entry.platform, ...rows(platformRows(entry), '  ')]),
    ...attestations.map((attestation) => [
      `attestation of ${attestation.platform === '' ? attestation.of : attestation.platform}`,
      ...rows(attestationRows(attestation), '  '),
    ]),
    ['referrers', ...rows(referrerRows(referrers), '  ')],
  ];
  return sections.map((lines) => `${lines.map(printable).join('\n')}\n`).join('\n');
}

function headRows(image: ImageInspection, now: number): readonly Row[] {
  const { digest, mediaType, annotations, asOf, remembered, leftOut, origin } = image;
  const from =
    origin.kind === 'registry'
      ? (origin.source.mirror ?? '')
      : origin.kind === 'engine'
        ? ''
        : origin.path;
  return [
    ['digest', digest],
    ['media type', mediaType],
    [origin.kind === 'registry' ? 'mirror' : 'file', from],
    ['as of', ageText(asOf, now) + (remembered ? `, remembered: ${remembered.message}` : '')],
    ['pulls left', pullsLeft(image)],
    [
      'stored',
      storedSize(image) === 0 ? '' : `${sizeText(storedSize(image))} for all platforms together`,
    ],
    ...namedRows('annotation', annotations),
    ['left out', leftOut === 0 ? '' : `${leftOut} more entries`],
  ];
}

function pullsLeft({ counted }: ImageInspection): string {
  return counted?.left === undefined ? '' : quotaText(counted.left);
}

function platformRows({ digest, annotations, details }: PlatformInspection): readonly Row[] {
  const shown = details.known ? detailRows(details.value) : unknownRows(details);
  return [['digest', digest], ...shown, ...namedRows('annotation', annotations)];
}

function unknownRows(fact: Fact<unknown>): readonly Row[] {
  return fact.known ? [] : [['unknown', fact.reason.message]];
}

function detailRows(details: PlatformDetails): readonly Row[] {
  const { config, base, layers } = details;
  const shared = layers.filter(({ sharedWith }) => sharedWith.length > 0).length;
  const some = shared === 0 ? '' : `, ${shared} shared with other platforms`;
  const where = details.unpacked ? 'unpacked' : 'download';
  return [
    [where, `${sizeText(details.downloadSize)} in ${layers.length} layers${some}`],
    ['type', details.artifactType ?? ''],
    ['created', details.created ?? ''],
    ['base', base === undefined ? '' : [base.name, base.digest].filter(Boolean).join('@')],
    ['author', details.author],
    ['entrypoint', listText(config.entrypoint)],
    ['command', listText(config.command)],
    ['user', config.user],
    ['workdir', config.workingDirectory],
    ...namedRows('env', config.environment),
    ['ports', config.exposedPorts.join(' ')],
    ['volumes', config.volumes.join(' ')],
    ['stop signal', config.stopSignal],
    ['healthcheck', listText(config.healthcheck)],
    ['shell', listText(config.shell)],
    ...config.onBuild.map((instruction): Row => ['onbuild', instruction]),
    ...namedRows('label', config.labels),
    ...namedRows('annotation', details.annotations),
    ...layers.map((layer): Row => [
      'layer',
      `${sizeText(layer.size).padStart(8)}  ${layer.createdBy || layer.digest}`,
    ]),
  ];
}

function attestationRows({ digest, statements }: ReadAttestation): readonly Row[] {
  if (!statements.known) return [['digest', digest], ...unknownRows(statements)];
  return [['digest', digest], ...statements.value.flatMap(statementRows)];
}

function statementRows({ predicateType, content, size }: StatementInspection): readonly Row[] {
  if (!content.known) return [['statement', predicateType], ...unknownRows(content)];
  const { value } = content;
  switch (value.kind) {
    case 'sbom': {
      const { format, version, packages, tools } = value;
      const by = tools.length === 0 ? '' : `, by ${tools.join(', ')}`;
      // SPDX names itself in its version.
      const written = version.startsWith(format) ? version : `${format} ${version}`;
      return [['SBOM', `${written}, ${packages} package${packages === 1 ? '' : 's'}${by}`]];
    }
    case 'provenance':
      return provenanceRows(value);
    case 'other':
      return [['statement', `${predicateType} (${sizeText(size)})`]];
  }
}

function provenanceRows(provenance: Provenance): readonly Row[] {
  const { source, materials, parameters } = provenance;
  return [
    ['provenance', `SLSA ${provenance.version}, ${provenance.buildType}`],
    ['builder', provenance.builder],
    [
      'source',
      source === undefined ? '' : [source.repository, source.revision].filter(Boolean).join('@'),
    ],
    ['Dockerfile', source?.file ?? ''],
    ...namedRows('parameter', parameters),
    ...materials.map(({ uri, digest }): Row => ['material', `${uri} ${digest}`.trim()]),
    ['finished', provenance.finished ?? ''],
  ];
}

const outcomes: Readonly<Record<HostPick['outcome'], string>> = {
  exact: '',
  variant: 'a lower variant',
  'instruction-set': 'another instruction set, which it may run',
  anyway: 'another platform, with a warning: it needs an emulator',
  'other-system': 'nothing: the image is for',
  none: 'nothing: no matching manifest',
  unknown: 'unknown: the config that would tell was not read',
};

function pickRow({ host, outcome, platform = '', system, dependsOnVersion }: HostPick): Row {
  if (system !== undefined) return [`on ${host}`, `${outcomes[outcome]} ${system}`];
  const version = dependsOnVersion ? 'or another, as its version is' : '';
  return [`on ${host}`, [platform, outcomes[outcome], version].filter(Boolean).join(', ')];
}

function referrerRows(referrers: Fact<ReferrersInspection>): readonly Row[] {
  if (!referrers.known) return unknownRows(referrers);
  const { value } = referrers;
  const found = value.referrers.map(({ kind, maker, digest, artifactType, tag }): Row => [
    kind,
    [maker ?? artifactType, tag ?? '', digest].filter(Boolean).join(' '),
  ]);
  const more: Row = [
    'more',
    value.complete ? '' : 'the registry has others, which are not listed here',
  ];
  const none: Row = [
    'none',
    found.length === 0 ? 'nothing refers to the image, so no signature is known' : '',
  ];
  return [...found, none, more, ...value.problems.map(({ message }): Row => ['unknown', message])];
}

function oddityLine(oddity: Oddity): string {
  switch (oddity.code) {
    case 'legacy':
      return '  The image is schema 1, which containerd 2.0 and newer do not pull.';
    case 'nested-index':
      return `  ${oddity.digest} is a manifest list in the manifest list; its platforms are not shown.`;
    case 'orphan-attestation':
      return `  The attestation ${oddity.digest} is about an image that is not in the manifest list.`;
    case 'duplicate-platform':
      return `  ${oddity.platform} is there more than once; only the first is ever pulled.`;
    case 'platform-mismatch':
      return `  ${oddity.platform} declares itself as ${oddity.declared}.`;
  }
}

function namedRows(name: string, texts: Readonly<Record<string, string>>): readonly Row[] {
  return Object.entries(texts).map(([key, value]): Row => [name, `${key}=${value}`]);
}

function listText(list: readonly string[]): string {
  return list.length === 0 ? '' : JSON.stringify(list);
}

/** Aligned lines, without those that say nothing. */
function rows(all: readonly Row[], indent: string): readonly string[] {
  const said = all.filter(([, text]) => text !== '');
  const width = Math.max(0, ...said.map(([name]) => name.length));
  return said.map(
    ([name, text]) => `${indent}${name.padEnd(width)}  ${text.replaceAll('\n', ' ')}`,
  );
}
