/** A bake file that is to be written. */
export interface BakeFile {
  /** As seen from the folder of the bake file. */
  readonly dockerfile: string;
  readonly context: string;
  readonly platforms: readonly string[];
  /** One target for each stage; the last stage has no name. */
  readonly targets: readonly BakeFileTarget[];
  readonly buildArgs: Readonly<Record<string, string>>;
  /** Named contexts. */
  readonly contexts: Readonly<Record<string, string>>;
  readonly attestations: readonly ('provenance' | 'sbom')[];
}

/** A target of a bake file. */
export interface BakeFileTarget {
  /** Made to a name that bake accepts by {@link targetName}. */
  readonly name: string;
  readonly stage?: string;
  readonly tag?: string;
}

/** A name that bake accepts for a target (buildx v0.36, bake/bake.go, validTargetName): no dots, no slashes. */
export function targetName(text: string): string {
  const name = text.replace(/[^A-Za-z0-9_-]+/g, '-').replace(/^[-_]+|-+$/g, '');
  return name === '' ? 'image' : name;
}

/** The file as people write HCL: two blanks for each level, equal signs of neighbouring lines below one another. */
export function bakeFileText(file: BakeFile): string {
  const { targets } = file;
  const common = [
    ...attributes([
      ['context', quoted(file.context)],
      ['dockerfile', quoted(file.dockerfile)],
    ]),
    ...list('platforms', file.platforms),
    ...map('args', file.buildArgs),
    ...map('contexts', file.contexts),
    ...list('attest', file.attestations.map(attestation)),
  ];
  const [only] = targets;
  const blocks =
    targets.length === 1 && only !== undefined
      ? [group([only]), block('target', only.name, [...common, ...own(only)])]
      : [
          group(targets),
          block('target', '_common', common),
          ...targets.map((target) =>
            block('target', target.name, [...own(target, [['inherits', '["_common"]']])]),
          ),
        ];
  return `${blocks.join('\n\n')}\n`;
}

function own(
  { stage, tag }: BakeFileTarget,
  before: readonly (readonly [string, string])[] = [],
): readonly string[] {
  return attributes([
    ...before,
    ...(stage === undefined ? [] : [['target', quoted(stage)] as const]),
    ...(tag === undefined ? [] : [['tags', `[${quoted(tag)}]`] as const]),
  ]);
}

function group(targets: readonly BakeFileTarget[]): string {
  const names = targets.map(({ name }) => quoted(name)).join(', ');
  return block('group', 'default', attributes([['targets', `[${names}]`]]));
}

function block(kind: string, name: string, lines: readonly string[]): string {
  return [`${kind} ${quoted(name)} {`, ...lines.map((line) => `  ${line}`), '}'].join('\n');
}

function attributes(pairs: readonly (readonly [string, string])[]): readonly string[] {
  const width = Math.max(0, ...pairs.map(([key]) => key.length));
  return pairs.map(([key, value]) => `${key.padEnd(width)} = ${value}`);
}

function list(key: string, texts: readonly string[]): readonly string[] {
  if (texts.length === 0) return [];
  return [`${key} = [`, ...texts.map((text) => `  ${quoted(text)},`), ']'];
}

function map(key: string, record: Readonly<Record<string, string>>): readonly string[] {
  const pairs = Object.entries(record).map(
    ([name, value]) => [isPlain(name) ? name : quoted(name), quoted(value)] as const,
  );
  if (pairs.length === 0) return [];
  return [`${key} = {`, ...attributes(pairs).map((line) => `  ${line}`), '}'];
}

function attestation(kind: 'provenance' | 'sbom'): string {
  return kind === 'provenance' ? 'type=provenance,mode=max' : 'type=sbom';
}

function isPlain(name: string): boolean {
  return /^[A-Za-z_][\w-]*$/.test(name);
}

/** A string of HCL (hclsyntax/spec.md, "Template Expressions"): what begins a template is doubled. */
function quoted(text: string): string {
  const escaped = text
    .replace(/["\\]/g, String.raw`\$&`)
    .replaceAll('\n', String.raw`\n`)
    .replaceAll('\r', String.raw`\r`)
    .replaceAll('\t', String.raw`\t`)
    .replaceAll('${', () => '$${')
    .replaceAll('%{', '%%{');
  return `"${escaped}"`;
}
