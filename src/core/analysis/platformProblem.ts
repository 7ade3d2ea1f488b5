import { formatPlatformAll, normalizePlatform, parsePlatform } from '../platform/platform.ts';
import { explainRefusal } from './dockerfileErrors.ts';
import type { Message, Severity } from './finding.ts';

/** What is wrong with a word that should be a platform. */
export interface PlatformProblem {
  readonly message: Message;
  /** `error`: BuildKit refuses it. `hint`: BuildKit takes it for another spelling. */
  readonly severity: Extract<Severity, 'error' | 'hint'>;
  /** The word to write instead, which means the same. */
  readonly fix?: { readonly title: Message; readonly newText: string };
}

/**
 * Judges a platform as somebody writes it: in a comment, a setting, a bake or compose file, a workflow,
 * or after `--platform=`. BuildKit's own words (containerd/platforms v1.0.0-rc.4, Parse) for what it
 * refuses; a hint for what it rewrites (`linux/x86_64`, `linux/arm64/v8`). An operating system or an
 * architecture alone (`arm64`) and `linux/arm` are short, not misspelled.
 */
export function platformProblem(word: string): PlatformProblem | undefined {
  const parsed = parsePlatform(word);
  if (!parsed.ok) return { message: explainRefusal(parsed.problem.message), severity: 'error' };
  const platform = normalizePlatform(parsed.value);
  const canonical = formatPlatformAll(platform);
  const isShort =
    word === platform.os || word === platform.architecture || `${word}/v7` === canonical;
  if (word === canonical || isShort) return undefined;
  return {
    message: {
      text: '{0} is how BuildKit, registries and the other tools spell “{1}”.',
      args: [canonical, word],
    },
    severity: 'hint',
    fix: { title: { text: 'Write {0}', args: [canonical] }, newText: canonical },
  };
}
