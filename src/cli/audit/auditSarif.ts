import type { AuditedPlatform } from '../../adapters/audit/auditImage.ts';
import { sarifFrame } from '../../core/sarif.ts';
import { version } from '../version.ts';
import { instructionOf, problemText, startText, type AuditedImage } from './auditText.ts';

const rules = [
  ['wrong-start', 'What a container starts was made for another platform than the image declares.'],
  ['wrong-file', 'A program or library was made for another platform than the image declares.'],
  ['wrong-manifest', 'What the manifests of an image say cannot be right.'],
] as const;

type RuleId = (typeof rules)[number][0];

/** An audit as a log of the Static Analysis Results Interchange Format (SARIF 2.1.0, OASIS). */
export function auditSarif({ inspection, platforms, problems }: AuditedImage) {
  const image = inspection.familiar;
  const results = [
    ...problems.map((problem) =>
      result('wrong-manifest', `${image}: ${problemText(problem)}`, [image]),
    ),
    ...platforms.flatMap((platform) => platformResults(image, platform)),
  ];
  const failures = platforms.flatMap(({ entry, audit }) =>
    audit.known ? [] : [`${image}, ${entry.platform}: ${audit.reason.message}`],
  );
  return frame(failures, results);
}

/** As {@link auditSarif}, of an image of which nothing could be read. */
export function failedAuditSarif(reason: string) {
  return frame([reason], []);
}

/** @param failures what could not be read, in words */
function frame(failures: readonly string[], results: readonly ReturnType<typeof result>[]) {
  return sarifFrame({
    tool: 'multiarch audit',
    version,
    rules: rules.map(([id, text]) => ({ id, shortDescription: { text } })),
    executionSuccessful: failures.length === 0,
    notifications: failures.map((text) => ({ level: 'error', message: { text } })),
    results,
  });
}

function platformResults(image: string, { entry, audit }: AuditedPlatform) {
  if (!audit.known) return [];
  const { declared, files, started, verdict } = audit.value;
  const starts = started
    .filter(({ state }) => state === 'wrong')
    .map((start) => {
      const text = `${image}, ${declared}: ${startText(start, audit.value)}.`;
      return result('wrong-start', text, [image, declared, start.chain.at(-1) ?? start.word]);
    });
  const others = files.map(({ path, actual, layer }) => {
    const by = instructionOf(entry, layer);
    const made = `${path} was made for ${actual.join(' + ')}`;
    const text = `${image}, ${declared}: ${made}.${by === '' ? '' : ` It came by: ${by}`}`;
    return result('wrong-file', text, [image, declared, path], verdict === 'mixed');
  });
  return [...starts, ...others];
}

/** @param place from the image to the file in it */
function result(ruleId: RuleId, text: string, place: readonly string[], isMixed = false) {
  return {
    ruleId,
    ruleIndex: rules.findIndex(([id]) => id === ruleId),
    level: isMixed ? 'warning' : 'error',
    message: { text },
    locations: [
      {
        // Code hosts refuse what has no place in a file; this one is in the image.
        physicalLocation: {
          artifactLocation: { uri: uriOf(place.at(-1) ?? '') },
          region: { startLine: 1 },
        },
        logicalLocations: [
          { name: place.at(-1), fullyQualifiedName: place.join('#'), kind: 'resource' },
        ],
      },
    ],
  };
}

/** Of a file as its image names it, from the root, without a drive: `C:` would be taken for a scheme. */
function uriOf(file: string): string {
  const path = /^[A-Z]:\\/.test(file) ? file.slice(3).replaceAll('\\', '/') : file;
  return encodeURI(path.replace(/^\/+/, ''));
}
