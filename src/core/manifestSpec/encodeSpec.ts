import type { Platform } from '../platform/platform.ts';

/** A list that is to be written as a spec. */
export interface SpecToWrite {
  readonly image: string;
  readonly tags: readonly string[];
  readonly annotations: Readonly<Record<string, string>>;
  readonly manifests: readonly { readonly image: string; readonly platform?: Partial<Platform> }[];
}

/** What a plain scalar may be, so that every reader of YAML takes it for the same text. */
const plain = /^[A-Za-z/][\w./:@+-]*$/;
/** Words that some readers take for something else than a text. */
const special = /^(?:true|false|yes|no|on|off|null|y|n|~)$/i;

/** A spec as YAML, with the words that manifest-tool (2.2.1) reads: `osversion`, `osfeatures`. */
export function encodeSpec({ image, tags, annotations, manifests }: SpecToWrite): string {
  const notes = Object.entries(annotations);
  return [
    `image: ${scalar(image)}`,
    ...(tags.length > 0 ? [`tags: [${tags.map(quotedTag).join(', ')}]`] : []),
    ...(notes.length > 0 ? ['annotations:'] : []),
    ...notes.map(([name, value]) => `  ${scalar(name)}: ${scalar(value)}`),
    'manifests:',
    ...manifests.flatMap((manifest) => [
      `  - image: ${scalar(manifest.image)}`,
      ...platformLines(manifest.platform ?? {}),
    ]),
    '',
  ].join('\n');
}

function platformLines(platform: Partial<Platform>): readonly string[] {
  const { os, architecture, variant, osVersion, osFeatures = [] } = platform;
  const words = [
    ['architecture', architecture],
    ['os', os],
    ['variant', variant],
    ['osversion', osVersion],
  ] as const;
  const lines = words.flatMap(([key, value]) =>
    value === undefined || value === '' ? [] : [`      ${key}: ${scalar(value)}`],
  );
  if (osFeatures.length > 0) lines.push(`      osfeatures: [${osFeatures.map(scalar).join(', ')}]`);
  return lines.length === 0 ? [] : ['    platform:', ...lines];
}

/** A tag such as `1.10` is a number to some. */
function quotedTag(tag: string): string {
  return JSON.stringify(tag);
}

function scalar(text: string): string {
  const isPlain = plain.test(text) && !special.test(text) && !text.endsWith(':');
  // A string of JSON is one of YAML 1.2, but for two signs that end a line there.
  return isPlain
    ? text
    : JSON.stringify(text).replace(
        /[\u0085\u2028\u2029]/g,
        (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
      );
}
