import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readReport, type FolderSettings } from '../../../../src/adapters/report/readReport.ts';
import { renderMessage } from '../../../../src/core/analysis/finding.ts';
import type { Report } from '../../../../src/core/report/report.ts';
import { indexOf, unreachable } from '../../../support/imageFacts.ts';

const shop = path.join(__dirname, '../../../fixtures/report/shop');

/** Reads the shop: its own base has no arm64, and one of its images is never known. */
async function readShop(asked: string[]): Promise<Report> {
  return readReport({
    folders: [{ path: shop, prefix: '' }],
    targets: ['linux/arm64'],
    otherwise: ['linux/amd64', 'linux/arm64'],
    asked: {
      images: ({ images }) => {
        asked.push(...images);
        const facts = images.map((reference) => {
          if (reference.includes('alpine')) {
            return [reference, indexOf('linux/amd64', 'linux/arm64')] as const;
          }
          const isIntel = reference.includes('amd64only');
          return [reference, isIntel ? indexOf('linux/amd64') : unreachable] as const;
        });
        return Promise.resolve({ images: new Map(facts), bases: new Map() });
      },
      buildPlatform: () => Promise.resolve('linux/amd64'),
      signal: new AbortController().signal,
    },
    readBake: () =>
      Promise.resolve({ grouped: [], all: [], problem: 'docker-bake.hcl was not read.' }),
  });
}

describe('settings of a folder, for a report', () => {
  const dockerfile = 'ARG BASE=registry.example/amd64only:1\nFROM ${BASE}\n';

  /** What is blocked, and by what, in a folder with one Dockerfile. */
  async function check(
    settings: FolderSettings | undefined,
    expected: readonly (readonly [target: string, state: string])[],
    files: Readonly<Record<string, string>> = {},
  ): Promise<void> {
    const folder = await mkdtemp(path.join(tmpdir(), 'multiarch-test-'));
    try {
      for (const [name, text] of Object.entries({ Dockerfile: dockerfile, ...files })) {
        await writeFile(path.join(folder, name), text);
      }
      const report = await readReport({
        folders: [{ path: folder, prefix: '', settings }],
        otherwise: ['linux/amd64', 'linux/arm64'],
        asked: {
          images: ({ images }) => {
            const facts = images.map((reference) => {
              const isIntel = reference.includes('amd64only');
              const both = ['linux/amd64', 'linux/arm64', 'linux/s390x'];
              return [reference, indexOf(...(isIntel ? ['linux/amd64'] : both))] as const;
            });
            return Promise.resolve({ images: new Map(facts), bases: new Map() });
          },
          buildPlatform: () => Promise.resolve('linux/amd64'),
          signal: new AbortController().signal,
        },
        readBake: () => Promise.resolve({ grouped: [], all: [] }),
      });
      const states = report.targets.map((target, at) => [target, report.units[0]?.states[at]]);
      assert.deepEqual(states, expected);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
  const nothing = { platforms: ['linux/amd64'], rules: {}, buildArgs: {} };

  it('has none', () =>
    check(undefined, [
      ['linux/amd64', 'ready'],
      ['linux/arm64', 'blocked'],
    ]));
  it('says what its files are for', () =>
    check({ ...nothing, platforms: ['linux/s390x'] }, [['linux/s390x', 'blocked']]));
  it('fills in build arguments', () =>
    check({ ...nothing, platforms: ['linux/s390x'], buildArgs: { BASE: 'alpine' } }, [
      ['linux/s390x', 'ready'],
    ]));
  it('counts after what the project says', () =>
    check(
      { ...nothing, platforms: ['linux/s390x'], buildArgs: { BASE: 'alpine' } },
      [['linux/arm64', 'blocked']],
      {
        '.multiarch.yaml':
          'platforms: [linux/arm64]\nbuildArgs: { BASE: "registry.example/amd64only:2" }\n',
      },
    ));
});

describe('the readiness of a folder with files of all kinds', function () {
  this.timeout(60_000);
  let report: Report;
  const asked: string[] = [];
  before(async () => {
    report = await readShop(asked);
  });

  const states: readonly [name: string, state: string][] = [
    ['base/Dockerfile', 'blocked'],
    // Built from the base that a service of the same folder builds.
    ['api/Dockerfile', 'blocked'],
    ['web/Dockerfile', 'blocked'],
    ['jobs/Dockerfile', 'blocked'],
    ['tools/Dockerfile.arm64', 'ready'],
    ['tools/Dockerfile.amd64', 'not-built'],
    ['api', 'blocked'],
    ['database', 'blocked'],
    ['cache', 'blocked'],
    ['broken', 'unknown'],
    ['development container', 'ready'],
    ['image', 'ready'],
    ['job image, step 1', 'blocked'],
    ['Deployment web, container proxy', 'blocked'],
    ['Job migrate, container migrate', 'blocked'],
  ];
  for (const [name, state] of states) {
    it(`${name}: ${state}`, () => {
      const unit = report.units.find((each) => each.name === name);
      assert.deepEqual(unit?.states, [state]);
    });
  }

  it('puts the base first, which is in the way of most', () => {
    const [first] = report.blockers;
    assert.equal(first?.reference, 'registry.example/amd64only:1');
    assert.deepEqual(
      first.places.map(({ path: at }) => at).filter((at) => at.startsWith('base')),
      ['base/Dockerfile'],
    );
  });

  it('asks once for each image, and for none that the folder builds', () => {
    assert.deepEqual(asked, [...new Set(asked)]);
    assert(!asked.some((reference) => reference.includes('shop/base')));
  });

  it('tells what could not be read', () => {
    assert.deepEqual(
      report.problems.map(({ message }) => message),
      [
        'docker-bake.hcl was not read.',
        'nowhere/Dockerfile: it does not exist. It is built by service broken in compose.yaml.',
      ],
    );
  });
});

describe('bake files, in a report', () => {
  const check = (name: string, text: string, isAsked: boolean) => {
    it(`${name} ${text}`, async () => {
      const folder = await mkdtemp(path.join(tmpdir(), 'multiarch-test-'));
      try {
        await writeFile(path.join(folder, name), text);
        const asked: string[] = [];
        await readReport({
          folders: [{ path: folder, prefix: '' }],
          otherwise: ['linux/amd64'],
          asked: {
            images: () => Promise.resolve({ images: new Map(), bases: new Map() }),
            buildPlatform: () => Promise.resolve('linux/amd64'),
            signal: new AbortController().signal,
          },
          readBake: (_, files) => {
            asked.push(...files);
            return Promise.resolve({ grouped: [], all: [] });
          },
        });
        assert.deepEqual(asked, isAsked ? [name] : []);
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    });
  };
  check('docker-bake.hcl', '', true);
  check('ci.hcl', 'target "app" {}', true);
  check('ci.hcl', 'target app {}', true);
  check('app-bake.json', '{ "target": { "app": {} } }', true);
  check('app.json', '{ "target": { "app": {} } }', false);
  check('bakery.json', '{ "bread": { "app": {} } }', false);
  check('terragrunt.hcl', 'inputs = { platforms = ["linux"] }', false);
});

describe('bake files beside the folders of what they build, in a report', () => {
  let report: Report;
  let folder: string;
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'multiarch-test-'));
    const files = {
      'api/Dockerfile': 'FROM scratch\n',
      'web/Dockerfile': 'FROM scratch\n',
      'own/Dockerfile': '# multiarch: platforms=linux/amd64,linux/arm64\nFROM scratch\n',
      'free/Dockerfile': 'FROM scratch\n',
      'quiet/Dockerfile': 'FROM scratch\n',
      '.multiarch.yaml': 'files:\n  quiet/*:\n    platforms: [linux/amd64]\n',
      'bake/docker-bake.hcl': 'target "api" {\n}\ntarget "web" {\n}\n',
      'broken/docker-bake.hcl': 'target "broken" {\n',
    };
    for (const [name, text] of Object.entries(files)) {
      await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
      await writeFile(path.join(folder, name), text);
    }
    const baked = (name: string) => ({
      ...{ kind: 'bake' as const, file: 'docker-bake.hcl', name, platforms: ['linux/amd64'] },
      ...{ context: path.join(folder, name), dockerfile: path.join(folder, name, 'Dockerfile') },
    });
    report = await readReport({
      folders: [{ path: folder, prefix: '' }],
      targets: ['linux/arm64'],
      otherwise: ['linux/amd64', 'linux/arm64'],
      asked: {
        images: () => Promise.resolve({ images: new Map(), bases: new Map() }),
        buildPlatform: () => Promise.resolve('linux/amd64'),
        signal: new AbortController().signal,
      },
      readBake: (at) =>
        Promise.resolve(
          path.basename(at) === 'bake'
            ? { grouped: [], all: ['api', 'web', 'own'].map(baked) }
            : { grouped: [], all: [], problem: 'docker-bake.hcl was not read: it is broken.' },
        ),
    });
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('say for which platforms it is built, unless somebody near it does', () => {
    assert.deepEqual(
      report.units.map(({ name, states: [state] }) => `${name}: ${state}`),
      [
        'api/Dockerfile: blocked',
        'free/Dockerfile: ready',
        'own/Dockerfile: ready',
        'quiet/Dockerfile: blocked',
        'web/Dockerfile: blocked',
      ],
    );
  });

  it('are one thing to mend, at their lines', () => {
    assert.deepEqual(
      report.blockers.map(({ message, places }) => [
        renderMessage(message),
        places.map(({ path: at, range }) => `${at}:${range?.start.line ?? '-'}`),
      ]),
      [
        [
          '“api/Dockerfile” and 1 more are built for linux/amd64 only, says bake/docker-bake.hcl.',
          ['bake/docker-bake.hcl:0', 'bake/docker-bake.hcl:2'],
        ],
        [
          '“quiet/Dockerfile” is built for linux/amd64 only, says .multiarch.yaml.',
          ['.multiarch.yaml:-'],
        ],
      ],
    );
  });

  it('are named with their folders where they cannot be read', () => {
    assert.deepEqual(
      report.problems.map(({ message }) => message),
      ['broken/docker-bake.hcl was not read: it is broken.'],
    );
  });
});

describe('bake targets whose Dockerfile is missing, in a report', () => {
  /** Problems of a folder with this bake file and `api/Dockerfile`, where bake prints these targets. */
  async function check(
    bake: string,
    printed: Readonly<Record<string, string>>,
    expected: readonly string[],
  ): Promise<void> {
    const folder = await mkdtemp(path.join(tmpdir(), 'multiarch-test-'));
    try {
      await mkdir(path.join(folder, 'api'));
      await writeFile(path.join(folder, 'api/Dockerfile'), 'FROM scratch\n');
      await writeFile(path.join(folder, 'docker-bake.hcl'), bake);
      const all = Object.entries(printed).map(([name, dockerfile]) => ({
        ...{ kind: 'bake' as const, file: 'docker-bake.hcl', name, context: folder, platforms: [] },
        ...{ dockerfile: path.join(folder, dockerfile), buildArgs: {}, contexts: {} },
      }));
      const { problems } = await readReport({
        folders: [{ path: folder, prefix: '' }],
        otherwise: ['linux/amd64'],
        asked: {
          images: () => Promise.resolve({ images: new Map(), bases: new Map() }),
          buildPlatform: () => Promise.resolve('linux/amd64'),
          signal: new AbortController().signal,
        },
        readBake: () => Promise.resolve({ grouped: [], all }),
      });
      assert.deepEqual(
        problems.map(({ message }) => message),
        expected,
      );
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
  const api = 'target "api" {\n  inherits = ["_common"]\n}\n';
  const group = 'group "all" {\n  targets = ["_common"]\n}\n';
  const missing = 'Dockerfile: it does not exist. It is built by _common in docker-bake.hcl.';
  const printed = { _common: 'Dockerfile', api: 'api/Dockerfile' };

  it('leaves out a target that others only inherit from', () => check(api, printed, []));
  it('names a target in a group', () => check(group + api, printed, [missing]));
  it('names a target that nobody inherits from', () => check('', printed, [missing]));
  it('names all who build it', () =>
    check(api, { ...printed, web: 'Dockerfile', site: 'Dockerfile' }, [
      'Dockerfile: it does not exist. It is built by web in docker-bake.hcl, site in docker-bake.hcl.',
    ]));
});

describe('a service that stands in an override alone, in a report', () => {
  it('is named with the override', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'multiarch-test-'));
    try {
      const files = {
        Dockerfile: 'FROM scratch\n',
        'compose.yaml': 'services:\n  web:\n    build: .\n',
        'compose.override.yaml':
          'services:\n  db:\n    build:\n      dockerfile: Db.Dockerfile\n      platforms: [linux/amd64]\n',
        'Db.Dockerfile': 'FROM scratch\n',
      };
      for (const [name, text] of Object.entries(files)) {
        await writeFile(path.join(folder, name), text);
      }
      const { units, blockers } = await readReport({
        ...{ folders: [{ path: folder, prefix: '' }], targets: ['linux/arm64'] },
        otherwise: ['linux/amd64'],
        asked: {
          images: () => Promise.resolve({ images: new Map(), bases: new Map() }),
          buildPlatform: () => Promise.resolve('linux/amd64'),
          signal: new AbortController().signal,
        },
        readBake: () => Promise.resolve({ grouped: [], all: [] }),
      });
      const services = units.filter(({ kind }) => kind === 'service');
      assert.deepEqual(
        services.map(({ name, place: { path: at, range } }) => [name, at, range?.start.line]),
        [
          ['db', 'compose.override.yaml', 1],
          ['web', 'compose.yaml', 1],
        ],
      );
      assert.deepEqual(
        blockers.map(({ message, places }) => [renderMessage(message), places[0]?.path]),
        [
          [
            '“Db.Dockerfile” is built for linux/amd64 only, says service db in compose.override.yaml.',
            'compose.override.yaml',
          ],
        ],
      );
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
