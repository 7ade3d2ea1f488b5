import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { callCommandLine } from '../../support/callCommandLine.ts';
import { createShelf, putImage, putManifest, serveShelf } from '../../support/registry/images.ts';
import { projectOf } from './projectOf.ts';
import { startServer, type LoopbackServer } from '../../support/registry/loopbackServer.ts';

const indexType = 'application/vnd.oci.image.index.v1+json';
const manifestType = 'application/vnd.oci.image.manifest.v1+json';

/**
 * Repositories with the tags `tools` (an index; its images set ARCH and PATH), `onbuild` (copies from
 * the stage `assets` and runs something) and `plain`.
 */
function baseImages() {
  const shelf = createShelf();
  const image = (architecture: string) => {
    const Env = ['PATH=/tools:/bin', `ARCH=${architecture}`];
    const digest = putImage(shelf, architecture, { os: 'linux', architecture, config: { Env } });
    const size = shelf.manifests.get(digest)?.body.length ?? 0;
    return { mediaType: manifestType, digest, size, platform: { os: 'linux', architecture } };
  };
  const manifests = [image('amd64'), image('arm64')];
  putManifest(shelf, 'tools', {
    mediaType: indexType,
    body: JSON.stringify({ schemaVersion: 2, mediaType: indexType, manifests }),
  });
  const amd64 = { os: 'linux', architecture: 'amd64' };
  const OnBuild = ['COPY --from=assets /a /a', 'ENV SET=by-$NAME', 'RUN make'];
  putImage(shelf, 'onbuild', { ...amd64, config: { Env: ['NAME=onbuild'], OnBuild } });
  putImage(shelf, 'plain', { ...amd64, config: { Env: ['PLAIN=yes'] } });
  return serveShelf(shelf);
}

interface Explained {
  readonly platform: string;
  readonly stages: readonly {
    readonly reached: boolean;
    readonly environment: Readonly<Record<string, { value?: string; unknown?: string }>>;
    readonly onbuild: readonly string[];
    readonly unknown?: string;
  }[];
  readonly pulls: readonly {
    readonly reference: string;
    readonly platform?: string;
    readonly by: string;
  }[];
  readonly problems: readonly { readonly message: string }[];
}

describe('multiarch explain', () => {
  const environment = { ...process.env };
  let registry: LoopbackServer;
  let folder: string;
  before(async () => {
    registry = await startServer(baseImages());
    folder = await mkdtemp(path.join(tmpdir(), 'multiarch-cli-'));
    // Neither a builder nor an engine.
    process.env['PATH'] = folder;
  });
  beforeEach(async () => {
    process.env['MULTIARCH_CACHE'] = await mkdtemp(path.join(folder, 'cache-'));
  });
  after(async () => {
    process.env = environment;
    await registry.close();
    await rm(folder, { recursive: true });
  });

  /** Runs it on a text in which `@` stands for the registry, and puts `@` back. */
  async function run(text: string, ...args: string[]) {
    const at = path.join(folder, 'Dockerfile');
    await writeFile(at, text.replaceAll('@', registry.host));
    const { code, out, err: error } = await callCommandLine(['explain', at, ...args]);
    return { code, out: out.replaceAll(registry.host, '@'), error };
  }

  async function explain(text: string, ...args: string[]) {
    const { code, out } = await run(text, ...args, '--format', 'json');
    return { code, targets: (JSON.parse(out) as { targets: readonly Explained[] }).targets };
  }

  const build =
    'FROM --platform=$BUILDPLATFORM @/app:tools AS build\nARG TARGETARCH\nENV PATH=/go:$PATH\nFROM scratch\nCOPY --from=build /x /\n';

  it('tells the platform, environment and pulls of each target', async () => {
    const { code, targets } = await explain(build, '--build-platform', 'aarch64');
    assert.equal(code, 0);
    const variables = (target: string) => ({
      PATH: { value: '/go:/tools:/bin' },
      ARCH: { value: 'arm64' },
      TARGETARCH: { value: target },
    });
    assert.deepEqual(
      targets.map(({ platform, stages, pulls }) => [
        platform,
        stages[0]?.environment,
        pulls[0]?.platform,
      ]),
      [
        ['linux/amd64', variables('amd64'), 'linux/arm64'],
        ['linux/arm64', variables('arm64'), 'linux/arm64'],
      ],
    );
  });

  it('reads the image of each platform', async () => {
    const { targets } = await explain('FROM @/app:tools\n');
    assert.deepEqual(
      targets.map(({ stages }) => stages[0]?.environment['ARCH']),
      [{ value: 'amd64' }, { value: 'arm64' }],
    );
  });

  it('does what ONBUILD says, and looks up what that brings in', async () => {
    const text = 'FROM @/app:plain AS assets\nFROM @/app:onbuild\n';
    const { targets } = await explain(text, '--platform', 'linux/amd64');
    const [{ stages, pulls } = { stages: [], pulls: [] }] = targets;
    assert.deepEqual(
      stages.map(({ reached, environment: variables, onbuild, unknown }) => ({
        reached,
        variables,
        onbuild,
        unknown,
      })),
      [
        {
          reached: true,
          variables: { PLAIN: { value: 'yes' } },
          onbuild: [],
          unknown: undefined,
        },
        {
          reached: true,
          variables: { NAME: { value: 'onbuild' }, SET: { value: 'by-onbuild' } },
          onbuild: ['COPY --from=assets /a /a', 'ENV SET=by-$NAME', 'RUN make'],
          unknown: undefined,
        },
      ],
    );
    assert.deepEqual(
      pulls.map(({ reference, by }) => `${by} ${reference}`),
      ['FROM @/app:plain', 'FROM @/app:onbuild'],
    );
  });

  it('says why an image is not known, and is 0 all the same', async () => {
    const text = 'FROM @/app:none AS a\nENV PATH=/x:$PATH SURE=1\n';
    const { code, targets } = await explain(text);
    assert.equal(code, 0);
    const [stage] = targets[0]?.stages ?? [];
    assert.match(
      stage?.unknown ?? '',
      /^the config of @\/app:none is not known: @ has no app:none\. Check the spelling/,
    );
    assert.deepEqual(stage?.environment, {
      PATH: { unknown: stage?.unknown },
      SURE: { value: '1' },
    });
  });

  it('asks nobody offline', async () => {
    const seen = registry.seen.length;
    const { code, targets } = await explain(build, '--offline', '--build-platform', 'linux/amd64');
    assert.equal(code, 0);
    assert.equal(registry.seen.length, seen);
    assert.equal(
      targets[0]?.stages[0]?.unknown,
      'the config of @/app:tools is not known: No registry was asked (--offline).',
    );
  });

  it('leaves the build platform unknown without a builder', async () => {
    const { targets } = await explain(build);
    const [{ stages, pulls } = { stages: [], pulls: [] }] = targets;
    assert.deepEqual(
      pulls.map(({ reference, platform }) => [reference, platform]),
      [['@/app:tools', undefined]],
    );
    assert.equal(
      stages[0]?.unknown,
      'the config of @/app:tools is not known: its platform is not known',
    );
  });

  it('takes a target stage and named contexts, and never looks up what these replace', async () => {
    const seen = registry.seen.length;
    const { targets } = await explain(
      'FROM @/replaced AS build\nFROM scratch\n',
      ...['--target', 'build', '--build-context', `${registry.host}/replaced=.`],
    );
    assert.deepEqual(targets[0]?.pulls, []);
    assert.equal(registry.seen.length, seen);
    const context = `${registry.host}/replaced=docker-image://${registry.host}/app:plain`;
    const other = await explain(
      'FROM @/replaced AS build\n',
      ...['--build-context', context, '--platform', 'linux/amd64'],
    );
    assert.deepEqual(other.targets[0]?.stages[0]?.environment, { PLAIN: { value: 'yes' } });
  });

  it('takes targets, arguments and stage as check does', async () => {
    const { code, out } = await callCommandLine(['explain', await projectOf(folder), '--offline']);
    assert.equal(code, 0);
    assert.match(out, /^linux\/riscv64\n {2}stage 0 “a”, the result,.*alpine:3$/m);
    assert.match(out, /\nTarget platforms from service app in compose\.yaml\.\n$/);
  });

  it('does not print a long script that was taken for a Dockerfile', async () => {
    const { code, out } = await run(`FROM scratch\n${'x'.repeat(1_000_000)}\n`, '--offline');
    assert.equal(code, 1);
    assert.match(out, /line 2: unknown instruction: XXX/i);
    assert.ok(out.length < 10_000, String(out.length));
  });

  it("is 1 with BuildKit's words where BuildKit refuses", async () => {
    const { code, targets } = await explain(build, '--target', 'built', '--offline');
    assert.equal(code, 1);
    assert.match(
      targets[0]?.problems[0]?.message ?? '',
      /target stage "built" could not be found \(did you mean build\?\)/,
    );
  });

  it('says in words what happens, and the same as a page of Markdown', async () => {
    const args = ['--platform', 'linux/amd64,linux/arm64', '--build-platform', 'linux/amd64'];
    const { out } = await run(build, ...args);
    assert.ok(
      out.startsWith(
        'In short\n  - Stages that a build for linux/amd64, linux/arm64 needs: 2 of 2.\n',
      ),
    );
    assert.match(
      out,
      /^ {2}- --platform=\$BUILDPLATFORM: it is for the machine that builds, linux\/amd64, whatever the target is\.$/m,
    );
    assert.match(
      out,
      /^ {2}- The entry for linux\/amd64 of the manifest list “@\/app:tools” \(sha256:/m,
    );
    const page = await run(build, ...args, '--format', 'markdown');
    const at = path.join(folder, 'Dockerfile');
    assert.ok(page.out.startsWith(`# How ${at} is built\n\n## In short\n\n- Stages that a build`));
    assert.match(page.out, /^\| Stage \| Built on \| `linux\/amd64` \| `linux\/arm64` \|$/m);
    assert.match(page.out, /^\| build \| `@\/app:tools` \| copy only \| copy only \|$/m);
    const { out: json } = await run(build, ...args, '--format', 'json');
    const { explanation } = JSON.parse(json) as { explanation: { edges: readonly unknown[] } };
    assert.deepEqual(explanation.edges, [{ from: 0, to: 1, by: 'COPY' }]);
  });

  describe('as text for people', () => {
    const check = (title: string, text: string, args: readonly string[], expected: string) => {
      it(title, async () => {
        const { out } = await run(text, '--platform', 'linux/amd64', ...args);
        // What it says in words stands above.
        assert.equal(out.slice(out.lastIndexOf('\nlinux/amd64\n') + 1), expected);
      });
    };

    check(
      'tells of stages, variables, ONBUILD and pulls',
      'ARG TAG=onbuild\nFROM @/app:plain AS assets\nFROM scratch AS unused\nFROM @/app:$TAG AS more\nFROM more\nCOPY --from=@/app:tools /t /t\n',
      [],
      `linux/amd64
  stage 0 “assets” is for linux/amd64, from @/app:plain
    PLAIN=yes
  stage 1 “unused” is not needed
  stage 2 “more” is for linux/amd64, from @/app:$TAG → @/app:onbuild
    does first, by ONBUILD: COPY --from=assets /a /a
    does first, by ONBUILD: ENV SET=by-$NAME
    does first, by ONBUILD: RUN make
    NAME=onbuild
    SET=by-onbuild
  stage 3, the result, is for linux/amd64, from stage 2 “more”
    NAME=onbuild
    SET=by-onbuild
  pulls @/app:plain for linux/amd64 (FROM, line 2)
  pulls @/app:onbuild for linux/amd64 (FROM, line 4)
  pulls @/app:tools for linux/amd64 (COPY, line 6)
`,
    );
    check(
      'says what is not known, why, and what to do',
      build.replace('scratch', 'build'),
      ['--offline'],
      `linux/amd64
  stage 0 “build” is for the build platform, which is not known, from @/app:tools
    TARGETARCH=amd64
    PATH is not known, because its base is not
    what else its base sets (ENV) or does (ONBUILD) is not known
  stage 1, the result, is for the build platform, which is not known, from stage 0 “build”
    TARGETARCH=amd64
    PATH is not known, because its base is not
    what else its base sets is not known
  pulls @/app:tools for the build platform, which is not known (FROM, line 1)
  the config of @/app:tools is not known: its platform is not known

The build platform is not known. No builder was asked (--offline). Give it with --build-platform, e.g. --build-platform linux/amd64.
`,
    );
    check(
      'says why there is no builder',
      'FROM scratch\nARG BUILDARCH\n',
      [],
      `linux/amd64
  stage 0, the result, is for linux/amd64, from scratch
    BUILDARCH is not known: no builder is known, so the build platform is not known

The build platform is not known. Docker was not found: there is no program docker on the PATH. Give it with --build-platform, e.g. --build-platform linux/amd64.
`,
    );
    check(
      'gives the line of what BuildKit refuses',
      'FROM scratch AS a\nRUM x\nFROM ctx\n',
      ['--offline', '--target', 'b', '--build-context', 'ctx=.'],
      `linux/amd64
  BuildKit refuses it: line 2: unknown instruction: RUM (did you mean RUN?)
  BuildKit refuses it: target stage "b" could not be found (did you mean a?)
  stage 0 “a” is not needed
  stage 1 is not needed
`,
    );
  });
});
