import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import {
  createFieldReader,
  readPlatformFields,
  type JsonObject,
} from '../../../../src/core/image/jsonFields.ts';
import { assembleList, type ListWishes } from '../../../../src/core/manifestList/assemble.ts';
import type { ListSource } from '../../../../src/core/manifestList/listSource.ts';
import { parsePlatform, type Platform } from '../../../../src/core/platform/platform.ts';
import { listSource } from '../../../support/listSources.ts';

interface Kept {
  readonly mediaType: string;
  readonly digest: string;
  readonly manifest: string;
  readonly config?: string;
}
interface Traces {
  readonly fixture: Readonly<Record<string, Kept>>;
  readonly traces: readonly {
    readonly id: string;
    readonly command: string;
    readonly output: string;
    readonly requests: readonly { readonly method: string; readonly body?: string }[];
  }[];
}
const { fixture: kept, traces } = JSON.parse(
  readFileSync('test/fixtures/vectors/registry-traces.json', 'utf8'),
) as Traces;
const REGISTRY = '127.0.0.1:5055/';

function platform(text: string): Platform {
  const parsed = parsePlatform(text);
  assert(parsed.ok, text);
  return parsed.value;
}

/** An image of the fixtures, e.g. `app:amd64`, as a source. */
function source(name: string, more: Partial<ListSource> = {}): ListSource {
  const found = kept[name] ?? Object.values(kept).find(({ digest }) => digest === name);
  assert(found, name);
  const { mediaType, digest, manifest: body, config } = found;
  if (config === undefined) return { mediaType, digest, size: body.length, body, ...more };
  const fields = createFieldReader();
  const configPlatform = readPlatformFields(JSON.parse(config) as JsonObject, fields);
  return { mediaType, digest, size: body.length, body, configPlatform, ...more };
}

function assemble(sources: readonly ListSource[], wishes?: ListWishes) {
  const { list, problems } = assembleList(sources, wishes);
  return { list, codes: problems.map(({ code, severity }) => `${severity} ${code}`) };
}

/** What a recorded command of buildx asks for, in our terms. */
function asked(command: string) {
  const words = command
    .replaceAll("'", '')
    .split(' ')
    .slice(3)
    .map((word) => word.replace('$R/', REGISTRY));
  const found: { names: string[]; annotations: Record<string, string>; only: Platform[] } = {
    ...{ names: [], annotations: {}, only: [] },
  };
  const descriptors: Record<string, Record<string, string>> = {};
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    if (word === '-t') at++;
    else if (word === '--platform') found.only.push(platform(words[++at] ?? ''));
    else if (word === '--annotation') {
      const [, level = '', on, key = '', value = ''] =
        /^([a-z-]+)(?:\[(.+)\])?:(.+)=(.+)$/.exec(words[++at] ?? '') ?? [];
      if (level === 'index') found.annotations[key] = value;
      else descriptors[on ?? ''] = { ...descriptors[on ?? ''], [key]: value };
    } else if (!word.startsWith('-')) found.names.push(word.replace(REGISTRY, ''));
  }
  return { ...found, descriptors };
}

/** Takes from a list what `imagetools create` drops. */
function withLosses(body: string): string {
  const list = JSON.parse(body) as { manifests: { platform?: Record<string, unknown> }[] };
  for (const { platform: words } of list.manifests) {
    if (words === undefined) continue;
    if (words['architecture'] === 'arm64' && words['variant'] === 'v8') delete words['variant'];
    delete words['os.version'];
    delete words['os.features'];
  }
  return JSON.stringify(list, undefined, 2);
}

describe('a manifest list of recorded sources', () => {
  const recorded = [
    'bx-create',
    'bx-create-dry',
    'bx-docker',
    'bx-dup',
    'bx-win',
    'bx-filter-att',
    'bx-ann',
    'bx-cross',
    'bx-single-index',
    'bx-single-manifest',
    'bx-digest-only',
  ];
  const same = new Set(['bx-filter-att', 'bx-single-index']);
  for (const id of recorded) {
    it(`is what imagetools makes, but for its losses: ${id}`, () => {
      const trace = traces.find((each) => each.id === id);
      assert(trace);
      const put = trace.requests.findLast(({ method }) => method === 'PUT');
      const expected = put?.body ?? trace.output.trim();
      const { names, annotations, only, descriptors } = asked(trace.command);
      const sources = names.map((name) => {
        const wanted = source(name);
        const change = descriptors[`linux/${wanted.configPlatform?.architecture ?? ''}`];
        if (change) return { ...wanted, change: { annotations: change } };
        return wanted.configPlatform === undefined && only.length > 0
          ? { ...wanted, only }
          : wanted;
      });
      const wanted = only.length > 0 ? sources.filter(({ only: some }) => some) : sources;
      const { list } = assemble(wanted, { annotations });
      assert(list);
      assert.equal(same.has(id) ? list.body : withLosses(list.body), expected);
    });
  }

  it('keeps what the others lose: the variant v8, os.version, os.features', () => {
    const { list } = assemble([source('app:arm64'), source('dk:win')]);
    assert.deepEqual(
      list?.entries.map(({ descriptor }) => descriptor.platform),
      [
        { os: 'linux', architecture: 'arm64', variant: 'v8' },
        { os: 'windows', architecture: 'amd64', osVersion: '10.0.20348.1' },
      ],
    );
  });

  it('is an index for annotations, although all images are of Docker', () => {
    const { list } = assemble([source('dk:amd64')], { annotations: { a: 'b' } });
    assert.equal(list?.mediaType, 'application/vnd.oci.image.index.v1+json');
  });

  it('keeps members of a source that mean nothing to us', () => {
    const body = JSON.stringify({
      schemaVersion: 2,
      mediaType: 'application/vnd.oci.image.index.v1+json',
      manifests: [
        {
          mediaType: 'application/vnd.oci.image.manifest.v1+json',
          digest: `sha256:${'1'.repeat(64)}`,
          size: 7,
          urls: ['https://a.example/'],
          data: 'e30=',
          platform: { os: 'linux', architecture: 'amd64' },
          'org.example': { deep: [1] },
        },
      ],
      subject: { mediaType: 'x', digest: `sha256:${'2'.repeat(64)}`, size: 1 },
    });
    const whole = { mediaType: 'application/vnd.oci.image.index.v1+json', body };
    const digest = `sha256:${createHash('sha256').update(body).digest('hex')}`;
    const list: ListSource = { ...whole, digest, size: body.length };
    assert.equal(assemble([list]).list?.body, body);
    const made = assemble([list], { annotations: { 'a<b': '&' } }).list;
    assert(made);
    const read = JSON.parse(made.body) as {
      manifests: Record<string, unknown>[];
      subject: unknown;
      annotations: unknown;
    };
    assert.deepEqual(Object.keys(read.manifests[0] ?? {}), [
      ...['mediaType', 'digest', 'size', 'urls', 'data', 'platform', 'org.example'],
    ]);
    assert.deepEqual(read.annotations, { 'a<b': '&' });
    assert(read.subject);
    assert(made.body.includes('"a\\u003cb": "\\u0026"'));
  });

  const listOf = (entries: readonly object[]) => listSource('', { manifests: entries });

  function listed(number: number, words?: object, more: object = {}) {
    const digest = `sha256:${String(number).padStart(64, '0')}`;
    const mediaType = 'application/vnd.oci.image.manifest.v1+json';
    return { mediaType, digest, size: number, ...(words && { platform: words }), ...more };
  }

  const statementOn = (number: number, about: number) =>
    listed(
      number,
      { os: 'unknown', architecture: 'unknown' },
      {
        annotations: {
          'vnd.docker.reference.type': 'attestation-manifest',
          'vnd.docker.reference.digest': listed(about).digest,
        },
      },
    );
  const [amd64, arm64, riscv64] = ['amd64', 'arm64', 'riscv64'].map((architecture) => ({
    ...{ os: 'linux', architecture },
  }));

  const replacements: readonly [
    name: string,
    old: readonly object[],
    later: readonly (readonly object[])[],
    sizes: readonly number[],
  ][] = [
    ['in its place', [listed(1, amd64), listed(2, arm64)], [[listed(3, amd64)]], [3, 2]],
    ['and what is new at the end', [listed(1, amd64)], [[listed(2, arm64)]], [1, 2]],
    [
      'with the attestations about it',
      [listed(1, amd64), listed(2, arm64), statementOn(11, 1), statementOn(12, 2)],
      [[listed(3, amd64), statementOn(13, 3)]],
      [3, 2, 12, 13],
    ],
    [
      'but not by itself, so that its attestations stay',
      [listed(1, amd64), statementOn(11, 1)],
      [[listed(1, amd64)]],
      [1, 11],
    ],
    [
      'however the platform is spelled',
      [listed(1, { ...arm64, variant: 'v8' }), listed(2, amd64)],
      [[listed(3, arm64)]],
      [3, 2],
    ],
    [
      'by the first of several, where it had two',
      [listed(1, amd64), listed(2, riscv64), listed(3, amd64)],
      [[listed(4, amd64)], [listed(5, arm64)]],
      [4, 2, 5],
    ],
    [
      'by each that comes twice',
      [listed(1, amd64), listed(2, arm64)],
      [[listed(3, arm64), listed(4, amd64), listed(5, arm64)]],
      [4, 3, 5],
    ],
  ];
  for (const [name, old, later, sizes] of replacements) {
    it(`replaces what gives way ${name}`, () => {
      const { list, codes } = assemble([
        { ...listOf(old), givesWay: true },
        ...later.map((entries) => listOf(entries)),
      ]);
      assert.deepEqual(
        list?.entries.map(({ descriptor }) => descriptor.size),
        sizes,
        codes.join(),
      );
    });
  }

  it('says one platform of one image only', () => {
    const change = { platform: { os: 'linux', architecture: 'arm' } };
    const two = { ...listOf([listed(1, amd64), listed(2, arm64), statementOn(11, 1)]), change };
    assert.deepEqual(assemble([two]).codes, ['error platform-ambiguous']);
    const one = { ...two, only: [platform('linux/amd64')] };
    assert.deepEqual(
      assemble([one]).list?.entries.map(({ descriptor }) => descriptor.platform?.architecture),
      ['arm', 'unknown'],
    );
    // What all of them may share.
    const version = { ...two, change: { platform: { osVersion: '1' } } };
    assert.deepEqual(assemble([version]).codes, []);
  });

  it('writes names of annotations that are numbers in the order of texts, as Go does', () => {
    const annotations = { '10': 'a', '9': 'b', '!': 'c' };
    const { list } = assemble([listOf([listed(1, amd64)])], {
      annotations: { ...annotations, ['__proto__']: 'd' },
    });
    const names = /"annotations": \{\n([^}]*)\n {2}\}/
      .exec(list?.body ?? '')?.[1]
      ?.match(/"[^"]+"(?=:)/g);
    assert.deepEqual(names, ['"!"', '"10"', '"9"', '"__proto__"']);
  });

  it('keeps members of a platform that mean nothing to us', () => {
    const words = { ...amd64, features: ['sse4'], variant: 'v2' };
    const { list } = assemble([listOf([listed(1, words), listed(2, arm64)])], {
      annotations: { a: 'b' },
    });
    const { manifests } = JSON.parse(list?.body ?? '') as { manifests: { platform: object }[] };
    assert.deepEqual(
      manifests.map(({ platform: written }) => Object.keys(written)),
      [
        ['architecture', 'os', 'variant', 'features'],
        ['architecture', 'os'],
      ],
    );
  });

  it('finds nothing odd about a cache of BuildKit that is copied', () => {
    const layer = { mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip' };
    const config = { mediaType: 'application/vnd.buildkit.cacheconfig.v0' };
    const cache = listOf([listed(1, undefined, layer), listed(2, undefined, config)]);
    assert.deepEqual(assemble([cache]).codes, []);
    assert(assemble([cache, source('app:amd64')]).codes.includes('error platform-unknown'));
  });

  it('takes no list of more than a thousand entries', () => {
    const manifests = Array.from({ length: 1_001 }, (_, at) => ({
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      digest: `sha256:${String(at).padStart(64, '0')}`,
      size: 1,
      platform: { os: 'linux', architecture: `a${String(at)}` },
    }));
    assert.deepEqual(assemble([listOf(manifests)]).codes, ['error too-long']);
    assert.deepEqual(assemble([listOf(manifests.slice(1))]).codes, []);
  });

  const rows: readonly [
    string,
    readonly ListSource[],
    ListWishes | undefined,
    readonly string[],
  ][] = [
    [
      'two images for one platform',
      [source('app:arm64'), source('dk:arm64')],
      undefined,
      ['error duplicate-platform'],
    ],
    ['one image twice', [source('app:arm64'), source(source('app:arm64').digest)], undefined, []],
    [
      'an image that does not say what it is for',
      [source('app:noplat')],
      undefined,
      ['error platform-unknown'],
    ],
    [
      'the same, told what it is for',
      [source('app:noplat', { change: { platform: platform('linux/riscv64') } })],
      undefined,
      [],
    ],
    [
      'a platform that the config does not name',
      [source('app:amd64', { change: { platform: platform('linux/arm64') } })],
      undefined,
      ['warning differs-from-config'],
    ],
    [
      'one that the config of the only image of a list does not name',
      [
        {
          ...listSource('linux/amd64=1 @1=11'),
          change: { platform: platform('linux/arm64') },
          configPlatform: platform('linux/amd64'),
        },
      ],
      undefined,
      ['warning differs-from-config'],
    ],
    [
      'a variant for an image that names none',
      [source('app:amd64', { change: { platform: { variant: 'v3' } } })],
      undefined,
      ['warning differs-from-config'],
    ],
    [
      'a platform that a list does not have',
      [source('app:idx', { only: [platform('linux/arm64')] })],
      undefined,
      ['error platform-missing'],
    ],
    [
      'annotations on a Docker list',
      [source('dk:amd64')],
      { type: 'docker', annotations: { a: 'b' } },
      ['error annotations-need-oci'],
    ],
    [
      'OCI images in a Docker list',
      [source('app:amd64')],
      { type: 'docker' },
      ['warning oci-in-docker-list'],
    ],
  ];
  for (const [name, sources, wishes, codes] of rows) {
    it(`says what is wrong: ${name}`, () => {
      assert.deepEqual(assemble(sources, wishes).codes, codes);
    });
  }
});
