import type { YamlText } from '../yamlTree.ts';

/**
 * The platform of the machine that a job of GitHub Actions runs on, as its labels say (docs.github.com,
 * "GitHub-hosted runners reference", and the labels that every self-hosted runner has). Undefined for
 * labels of one's own, which say nothing, and for machines that run no containers.
 */
export function runnerPlatform(labels: readonly YamlText[]): string | undefined {
  const words = labels.map(({ text }) => text.toLowerCase());
  for (const word of words) {
    if (/^ubuntu-(?:latest|slim|\d\d\.\d\d)$/.test(word)) return 'linux/amd64';
    if (/^ubuntu-\d\d\.\d\d-arm$/.test(word)) return 'linux/arm64';
    if (/^windows-(?:latest|20\d\d)$/.test(word)) return 'windows/amd64';
    if (/^windows-\d\d-arm$/.test(word)) return 'windows/arm64';
  }
  if (!words.includes('linux') || !words.includes('self-hosted')) return undefined;
  if (words.includes('x64')) return 'linux/amd64';
  if (words.includes('arm64')) return 'linux/arm64';
  return words.includes('arm') ? 'linux/arm' : undefined;
}
