import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { renderMessage, type RuleCode } from '../core/analysis/finding.ts';
import type { EditFix } from '../core/analysis/edits.ts';
import { rules } from '../core/analysis/rules/index.ts';
import { pipelineRules } from '../core/ci/rules/index.ts';
import { sarifFrame, sarifPlace, sarifRegion } from '../core/sarif.ts';
import type { FileProblem } from '../core/project/fileProblem.ts';
import type { SpecProblemCode } from '../core/manifestSpec/specProblem.ts';
import { unknownsOf, type CheckedFile } from './checkedFilesText.ts';
import { findingsOf, type CheckedFinding } from './checkedFindings.ts';
import { ruleTexts } from './ruleTexts.ts';
import { version } from './version.ts';

const documentation = 'https://github.com/multiarch-dev/multiarch/blob/main/docs/rules.md';

const levels = { error: 'error', warning: 'warning', information: 'note', hint: 'note' } as const;

/**
 * Findings as a log of the Static Analysis Results Interchange Format (SARIF 2.1.0, OASIS), which code
 * hosts show beside the lines. What stayed unknown, and what could not be read, is a notification of the
 * run, not a result.
 *
 * @param folder folder to which paths are relative
 */
export function sarifLog(
  files: readonly CheckedFile[],
  problems: readonly FileProblem[],
  folder: string,
) {
  const ofFiles: readonly RuleCode[] = [
    'dockerfile-error',
    ...Object.values(allRules).map(({ code }) => code),
  ];
  const found = files.flatMap(({ analysis }) => findingsOf(analysis).map(({ rule }) => rule));
  const isOfSpec = (code: (typeof found)[number]): code is SpecProblemCode =>
    !ofFiles.some((each) => each === code);
  const ofSpecs = [...new Set(found)].filter(isOfSpec).sort();
  const codes = [...ofFiles, ...ofSpecs];
  const location = (file: string) => artifactLocation(file, folder);
  return sarifFrame({
    tool: 'multiarch',
    version,
    rules: [...ofFiles.map(ruleDescriptor), ...ofSpecs.map(specDescriptor)],
    root: `${pathToFileURL(folder).href.replace(/\/$/, '')}/`,
    executionSuccessful: problems.every(({ severity }) => severity !== 'error'),
    notifications: [
      ...problems.map(({ path: file, severity, message, range }) => ({
        level: severity,
        message: { text: message },
        locations: [sarifPlace(location(file), range)],
      })),
      ...files.flatMap((file) =>
        unknownsOf(file).map(({ reference, reason, range }) => ({
          level: 'note',
          message: { text: `${reference}: ${reason.message}` },
          locations: [sarifPlace(location(file.path), range)],
        })),
      ),
    ],
    results: files.flatMap(({ path: file, analysis }) =>
      findingsOf(analysis).map((finding) => result(finding, location(file), codes)),
    ),
  });
}

const allRules = { ...rules, ...pipelineRules };

function ruleDescriptor(code: RuleCode) {
  const severity = code === 'dockerfile-error' ? 'error' : allRules[code].severity;
  const [finds, so] = ruleTexts[code];
  const helpUri = `${documentation}#${code}`;
  return {
    id: code,
    shortDescription: { text: finds },
    fullDescription: { text: `${finds} ${so}` },
    help: {
      text: `${finds} ${so} Why, an example, how to mend and how to silence it: ${helpUri}`,
      markdown: `${finds} ${so}\n\n[Why, an example, how to mend and how to silence it](${helpUri})`,
    },
    helpUri,
    defaultConfiguration: { level: levels[severity] },
  };
}

const specDocumentation =
  'https://github.com/multiarch-dev/multiarch/blob/main/docs/manifest-lists.md#spec-files';

function specDescriptor(code: SpecProblemCode) {
  const text = 'Something is wrong in the spec of a manifest list.';
  return {
    id: code,
    shortDescription: { text },
    fullDescription: { text },
    help: {
      text: `${text} What each code means: ${specDocumentation}`,
      markdown: `${text}\n\n[What each code means](${specDocumentation})`,
    },
    helpUri: specDocumentation,
    defaultConfiguration: { level: levels.error },
  };
}

type ArtifactLocation = ReturnType<typeof artifactLocation>;

function result(
  finding: CheckedFinding,
  artifact: ArtifactLocation,
  codes: readonly CheckedFinding['rule'][],
) {
  const fixes = finding.fixes.filter((fix): fix is EditFix => fix.kind === 'edit');
  return {
    ruleId: finding.rule,
    ruleIndex: codes.indexOf(finding.rule),
    level: levels[finding.severity],
    message: { text: renderMessage(finding.message) },
    locations: [sarifPlace(artifact, finding.range)],
    properties: { platforms: finding.platforms },
    ...(fixes.length > 0 && {
      fixes: fixes.map(({ title, edits }) => ({
        description: { text: renderMessage(title) },
        artifactChanges: [
          {
            artifactLocation: artifact,
            replacements: edits.map(({ range, newText }) => ({
              deletedRegion: sarifRegion(range),
              insertedContent: { text: newText },
            })),
          },
        ],
      })),
    }),
  };
}

/** Relative to the folder, so that a code host finds the file; absolute where it lies elsewhere. */
function artifactLocation(file: string, folder: string) {
  const relative = path.relative(folder, path.resolve(folder, file));
  if (relative.startsWith('..') || path.isAbsolute(relative)) {
    return { uri: pathToFileURL(path.resolve(folder, file)).href };
  }
  const uri = relative.split(path.sep).map(encodeURIComponent).join('/');
  return { uri, uriBaseId: 'SRCROOT' };
}
