import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { fileContents } from '../../src/adapters/imageFiles/fileContents.ts';
import { inspectImage } from '../../src/adapters/inspection/inspectImage.ts';
import type { ImageContents } from '../../src/adapters/inspection/imageContents.ts';
import { readAttestation } from '../../src/adapters/inspection/readAttestation.ts';
import { registryContents } from '../../src/adapters/inspection/registryContents.ts';
import { currentEngine } from '../../src/adapters/docker/contexts.ts';
import { inspectEngineImage } from '../../src/adapters/docker/engineInspection.ts';
import { createRegistryClient } from '../../src/adapters/registry/client.ts';
import type { Fact } from '../../src/core/facts.ts';
import type { ImageInspection, PlatformDetails } from '../../src/core/image/inspection.ts';
import { pickedBy } from '../../src/core/image/pickedBy.ts';
import { startServer } from '../support/registry/loopbackServer.ts';
import { zstdOf } from '../support/zstd.ts';
import { ownRepository } from './labRegistry.ts';
import { docker, multiarch } from './programs.ts';

const start = promisify(execFile);
const never = new AbortController().signal;
const platforms = ['linux/amd64', 'linux/arm64'];

const dockerfile = `FROM busybox:1.37 AS base
ARG TARGETARCH
ENV TARGET=$TARGETARCH
RUN echo "$TARGETARCH" > /arch
FROM base
WORKDIR /srv
USER 1000
EXPOSE 80
VOLUME /data
STOPSIGNAL SIGQUIT
LABEL org.example.kind=live
ENTRYPOINT ["cat"]
CMD ["/arch"]
`;

/** Writes the same two packages about every image, by BuildKit's protocol for scanners. */
const scanner = `#!/bin/sh
cat > "$BUILDKIT_SCAN_DESTINATION/sbom.spdx.json" <<'END'
{"_type":"https://in-toto.io/Statement/v0.1","predicateType":"https://spdx.dev/Document",
"predicate":{"spdxVersion":"SPDX-2.3","dataLicense":"CC0-1.0","SPDXID":"SPDXRef-DOCUMENT","name":"sbom",
"documentNamespace":"https://example.com/sbom","creationInfo":{"creators":["Tool: live-0.1"],"created":"2026-11-01T10:00:00Z"},
"packages":[{"SPDXID":"SPDXRef-a","name":"a","downloadLocation":"NOASSERTION"},{"SPDXID":"SPDXRef-b","name":"b","downloadLocation":"NOASSERTION"}]}}
END
`;

/** An image config as `imagetools inspect` prints it: it knows fewer members than the config has. */
interface PrintedConfig {
  readonly created: string;
  readonly architecture: string;
  readonly config: {
    readonly User?: string;
    readonly ExposedPorts?: object;
    readonly Env?: readonly string[];
    readonly Entrypoint?: readonly string[];
    readonly Cmd?: readonly string[];
    readonly Volumes?: object;
    readonly WorkingDir?: string;
    readonly Labels?: Record<string, string>;
    readonly StopSignal?: string;
  };
}

interface PrintedManifest {
  readonly layers: readonly { readonly digest: string; readonly size: number }[];
}

/** What the inspector reads, against what docker's own tools print of the same images. */
describe('inspecting real images', function () {
  this.timeout(240_000);
  const image = (tag: string) => ownRepository(`inspected:${tag}`);
  const client = createRegistryClient({ trusted: () => true, lookups: () => 'on' });
  const open = (tag: string) => registryContents(client, image(tag), { purpose: 'asked' });
  let folder = '';

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'multiarch-live-inspection-'));
    const app = path.join(folder, 'app');
    const scan = path.join(folder, 'scanner');
    await Promise.all([mkdir(app), mkdir(scan)]);
    await writeFile(path.join(app, 'Dockerfile'), dockerfile);
    await writeFile(path.join(scan, 'scan.sh'), scanner, { mode: 0o755 });
    await writeFile(
      path.join(scan, 'Dockerfile'),
      'FROM busybox:1.37\nCOPY scan.sh /scan.sh\nENTRYPOINT ["/bin/sh", "/scan.sh"]\n',
    );
    const build = (from: string, ...args: readonly string[]) =>
      docker('buildx', 'build', '--quiet', ...args, from);
    await build(scan, '--provenance=false', '--push', '--tag', image('scanner'));
    const both = ['--platform', platforms.join()];
    const attest = ['--provenance=mode=max', `--sbom=generator=${image('scanner')}`];
    await build(app, ...both, ...attest, '--push', '--tag', image('attested'));
    const v1 = '--provenance=mode=max,version=v1';
    await build(app, ...both, v1, '--build-arg', 'A=1', '--push', '--tag', image('v1'));
    const plain = `type=image,name=${image('docker')},push=true,oci-mediatypes=false`;
    await build(app, ...both, '--provenance=false', '--output', plain);
    await build(app, ...both, '--output', `type=oci,dest=${folder}/oci.tar,name=example.com/a:1`);
    await build(app, ...both, '--output', `type=oci,dest=${folder}/layout,tar=false`);
    const single = ['--platform', 'linux/arm64', '--provenance=false'];
    await build(app, ...single, '--output', `type=docker,dest=${folder}/docker.tar`);
    await build(app, ...single, '--push', '--tag', image('single'));
  });

  after(async () => {
    client.dispose();
    await docker('image', 'rm', '--force', image('attested'), image('single'));
    await rm(folder, { recursive: true, force: true });
  });

  async function printed<T>(tag: string, member: string): Promise<Record<string, T>> {
    const format = ['--format', `{{json .${member}}}`];
    const text = await docker('buildx', 'imagetools', 'inspect', image(tag), ...format);
    return JSON.parse(text) as Record<string, T>;
  }

  async function inspect(contents: ImageContents): Promise<ImageInspection> {
    return known(await inspectImage(contents, 'platforms', never));
  }

  for (const tag of ['attested', 'docker']) {
    it(`says what imagetools says of the configs of ${tag}`, async () => {
      const configs = await printed<PrintedConfig>(tag, 'Image');
      const read = await inspect(open(tag));
      assert.deepEqual(
        Object.keys(configs).sort(),
        read.platforms.map((entry) => entry.platform),
      );
      for (const { platform, details } of read.platforms) {
        const { created, config } = known(details);
        const expected = configs[platform];
        assert(expected);
        const theirs = expected.config;
        assert.deepEqual(
          {
            created,
            User: config.user,
            ExposedPorts: config.exposedPorts,
            Env: Object.entries(config.environment).map((pair) => pair.join('=')),
            Entrypoint: config.entrypoint,
            Cmd: config.command,
            Volumes: config.volumes,
            WorkingDir: config.workingDirectory,
            Labels: config.labels,
            StopSignal: config.stopSignal,
          },
          {
            created: expected.created,
            User: theirs.User,
            ExposedPorts: Object.keys(theirs.ExposedPorts ?? {}),
            Env: theirs.Env,
            Entrypoint: theirs.Entrypoint,
            Cmd: theirs.Cmd,
            Volumes: Object.keys(theirs.Volumes ?? {}),
            WorkingDir: theirs.WorkingDir,
            Labels: theirs.Labels,
            StopSignal: theirs.StopSignal,
          },
        );
      }
    });

    it(`counts the layers of ${tag} as crane does`, async () => {
      const repository = image(tag).replace(/:[^:]*$/, '');
      for (const { digest, details } of (await inspect(open(tag))).platforms) {
        const { stdout } = await start('crane', ['manifest', `${repository}@${digest}`]);
        const manifest = JSON.parse(stdout) as PrintedManifest;
        const { layers, downloadSize } = known(details);
        assert.deepEqual(
          layers.map((layer) => [layer.digest, layer.size]),
          manifest.layers.map((layer) => [layer.digest, layer.size]),
        );
        const sum = manifest.layers.reduce((total, { size }) => total + size, 0);
        assert.equal(downloadSize, sum);
      }
    });
  }

  it('reads the SBOM and the provenance that imagetools prints', async () => {
    const sboms = await printed<{ SPDX: { packages: unknown[] } }>('attested', 'SBOM');
    const provenances = await printed<{
      SLSA: { buildType: string; builder: { id: string }; materials: { uri: string }[] };
    }>('attested', 'Provenance');
    const read = await inspect(open('attested'));
    assert.deepEqual(
      read.attestations.map(({ platform }) => platform),
      platforms,
    );
    for (const { platform, digest } of read.attestations) {
      const statements = known(await readAttestation(digest, open('attested'), never));
      const [sbom, provenance] = statements.map(({ content }) => known(content));
      assert(sbom?.kind === 'sbom' && provenance?.kind === 'provenance');
      assert.equal(sbom.packages, sboms[platform]?.SPDX.packages.length);
      const slsa = provenances[platform]?.SLSA;
      assert(slsa);
      assert.deepEqual(
        [provenance.buildType, provenance.builder, provenance.materials.map(({ uri }) => uri)],
        [slsa.buildType, slsa.builder.id, slsa.materials.map(({ uri }) => uri)],
      );
    }
  });

  it('reads provenance of SLSA v1', async () => {
    const provenances = await printed<{
      SLSA: { buildDefinition: { resolvedDependencies: { uri: string }[] } };
    }>('v1', 'Provenance');
    const { attestations } = await inspect(open('v1'));
    const digest = attestations[0]?.digest ?? '';
    const [statement] = known(await readAttestation(digest, open('v1'), never));
    const provenance = known(statement?.content);
    assert(provenance.kind === 'provenance');
    assert.equal(provenance.version, 'v1');
    assert.deepEqual(provenance.parameters, { 'build-arg:A': '1' });
    assert.deepEqual(
      provenance.materials.map(({ uri }) => uri),
      provenances['linux/amd64']?.SLSA.buildDefinition.resolvedDependencies.map(({ uri }) => uri),
    );
  });

  it('finds in files what is in the registry', async () => {
    const expected = (await inspect(open('docker'))).platforms.map(({ details }) =>
      configAndLayers(known(details)),
    );
    for (const place of [
      { kind: 'archive', path: path.join(folder, 'oci.tar') },
      { kind: 'layout', path: path.join(folder, 'layout') },
    ] as const) {
      const read = await inspect(fileContents(place));
      assert.deepEqual(
        read.platforms.map(({ details }) => configAndLayers(known(details))),
        expected,
        place.path,
      );
      assert.equal(read.attestations.length, 2);
    }
    const docker = await inspect(
      fileContents({ kind: 'archive', path: path.join(folder, 'docker.tar') }),
    );
    assert.deepEqual(configAndLayers(known(docker.platforms[0]?.details)), expected[1]);
  });

  it('finds in the engine, and in what docker save writes, what was pulled', async () => {
    for (const platform of platforms) {
      await docker('pull', '--quiet', '--platform', platform, image('attested'));
    }
    const surroundings = { environment: process.env, platform: process.platform };
    const engine = await currentEngine(surroundings);
    assert(engine);
    const pulled = known(await inspectEngineImage(engine, image('attested'), 'platforms'));
    const expected = await inspect(open('attested'));
    assert.equal(pulled.digest, expected.digest);
    assert.deepEqual(
      pulled.platforms.map(({ platform, details }) => [platform, known(details).config]),
      expected.platforms.map(({ platform, details }) => [platform, known(details).config]),
    );
    const file = path.join(folder, 'saved.tar');
    await docker('save', '--output', file, image('attested'));
    const saved = await inspect(fileContents({ kind: 'archive', path: file }));
    assert.equal(saved.digest, expected.digest);
    assert.equal(saved.familiar, image('attested'));
  });

  it('says what this host takes of each index, as docker pull and docker run do', async () => {
    const { Os, Arch } = JSON.parse(
      await docker('version', '--format', '{{json .Server}}'),
    ) as Record<string, string>;
    const host = `${Os}/${Arch}`;
    // Each image says as which platform it was built.
    for (const [tag, offered] of [
      ['own', [host, 'linux/s390x']],
      ['foreign', ['linux/s390x', 'linux/ppc64le']],
      ['lower', ['linux/386', 'linux/s390x']],
    ] as const) {
      const built = path.join(folder, tag);
      await mkdir(built);
      const text = 'FROM scratch\nARG TARGETPLATFORM\nLABEL built=$TARGETPLATFORM\n';
      await writeFile(path.join(built, 'Dockerfile'), text);
      const args = ['--platform', offered.join(), '--provenance=false', '--push'];
      await docker('buildx', 'build', '--quiet', ...args, '--tag', image(tag), built);
      await docker('image', 'rm', '--force', image(tag));
      const [picked] = pickedBy(await inspect(open(tag)), [host]);
      try {
        await docker('pull', '--quiet', image(tag));
        const format = '{{.Config.Labels.built}}';
        const taken = await docker('image', 'inspect', '--format', format, image(tag));
        assert.equal(taken.trim(), picked?.platform, tag);
      } catch (error) {
        if (error instanceof assert.AssertionError) throw error;
        assert.equal(picked?.outcome, 'none', tag);
        assert.match((error as Error).message, /no matching manifest for/);
      } finally {
        await docker('image', 'rm', '--force', image(tag)).catch(() => undefined);
      }
    }
  });

  it('shows layers that are compressed with zstd, and a tar that is', async () => {
    const place = path.join(folder, 'zstd.tar');
    const output = `type=oci,dest=${place},compression=zstd,force-compression=true`;
    const args = ['--platform', 'linux/amd64', '--provenance=false', '--output', output];
    await docker('buildx', 'build', '--quiet', ...args, path.join(folder, 'app'));
    const read = await inspect(fileContents({ kind: 'archive', path: place }));
    const { layers } = known(read.platforms[0]?.details);
    assert(layers.length > 0);
    assert(layers.every(({ mediaType }) => mediaType.endsWith('.tar+zstd')));
    const packed = `${place}.zst`;
    await writeFile(packed, zstdOf(await readFile(place)));
    const { code, stdout, stderr } = await multiarch('image', packed, '--details');
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^linux\/amd64$/m, stderr);
  });

  it('reads every page of what refers to an image', async () => {
    const { digest } = await inspect(open('attested'));
    const target = image('x').split('/')[0] ?? '';
    const entry = (type: string) => ({
      ...{ mediaType: 'application/vnd.oci.image.manifest.v1+json', size: 7 },
      ...{ digest: sha256(type), artifactType: type },
    });
    // The registry of the lab keeps no lists: a server in front of it does, two to a page.
    const front = await startServer((request, response) => {
      const url = new URL(request.url ?? '', `http://${target}`);
      if (url.pathname.endsWith(`/referrers/${digest}`)) {
        const at = Number(url.searchParams.get('from') ?? 0);
        const manifests = [entry(`type-${at}`), entry(`type-${at + 1}`)];
        response.setHeader('content-type', 'application/vnd.oci.image.index.v1+json');
        if (at < 6) response.setHeader('link', `<${url.pathname}?from=${at + 2}>; rel="next"`);
        response.end(JSON.stringify({ schemaVersion: 2, manifests }));
        return;
      }
      response.writeHead(307, { location: url.href });
      response.end();
    });
    try {
      const [, ...rest] = image('attested').split('/');
      const reference = `${front.host}/${rest.join('/')}`;
      const contents = registryContents(client, reference, { purpose: 'asked' });
      assert.equal((await inspect(contents)).digest, digest);
      const found = known(await contents.referrers(digest, never));
      assert.equal(found.referrers.length, 8);
      assert.deepEqual([found.listedBy, found.complete], ['api', true]);
    } finally {
      await front.close();
    }
  });

  it('says what docker run takes', async () => {
    const [host] = pickedBy(await inspect(open('single')), ['linux/amd64']);
    assert.equal(host?.outcome, 'anyway');
    assert.equal((await docker('run', '--rm', image('single'))).trim(), 'arm64');
  });

  it('finds what refers to an image by tags, as this registry has no list', async () => {
    const repository = image('x').replace(/:x$/, '');
    const { digest } = await inspect(open('attested'));
    const [host = '', ...rest] = repository.split('/');
    const url = `http://${host}/v2/${rest.join('/')}`;
    const put = async (kind: string, name: string, type: string, body: string): Promise<void> => {
      const address = `${url}/${kind}/${name}`;
      const answer = await fetch(address, {
        method: 'PUT',
        headers: { 'content-type': type },
        body,
      });
      assert.equal(answer.status, 201, await answer.text());
    };
    const begun = await fetch(`${url}/blobs/uploads/`, { method: 'POST' });
    const upload = new URL(begun.headers.get('location') ?? '', url);
    upload.searchParams.set('digest', sha256('{}'));
    assert.equal((await fetch(upload, { method: 'PUT', body: '{}' })).status, 201);
    const manifestType = 'application/vnd.oci.image.manifest.v1+json';
    const empty = { mediaType: 'application/vnd.oci.empty.v1+json', digest: sha256('{}'), size: 2 };
    const signature = (artifactType: string): string =>
      JSON.stringify({
        ...{ schemaVersion: 2, mediaType: manifestType, artifactType, config: empty },
        layers: [empty],
      });
    const hex = digest.slice('sha256:'.length);
    const cosign = signature('application/vnd.dev.cosign.artifact.sig.v1+json');
    await put('manifests', `sha256-${hex}.sig`, manifestType, cosign);
    const artifactType = 'application/vnd.cncf.notary.signature';
    const notation = signature(artifactType);
    await put('manifests', sha256(notation), manifestType, notation);
    const indexType = 'application/vnd.oci.image.index.v1+json';
    const entry = {
      ...{ mediaType: manifestType, digest: sha256(notation), size: notation.length },
      artifactType,
    };
    const list = JSON.stringify({ schemaVersion: 2, mediaType: indexType, manifests: [entry] });
    await put('manifests', `sha256-${hex}`, indexType, list);
    const found = known(await open('attested').referrers(digest, never));
    assert.equal(found.listedBy, 'tag');
    assert.deepEqual(
      found.referrers.map((referrer) => [referrer.kind, referrer.maker, referrer.digest]),
      [
        ['signature', 'notation', sha256(notation)],
        ['signature', 'cosign', sha256(cosign)],
      ],
    );
  });

  it('prints it all, and what became of another tag', async () => {
    const details = await multiarch('image', image('attested'), '--details');
    assert.equal(details.code, 0, details.stderr);
    assert.match(details.stdout, /SBOM +SPDX-2\.3, 2 packages, by live-0\.1/);
    const compared = await multiarch('image', image('attested'), '--compare', image('single'));
    assert.equal(compared.code, 0, compared.stderr);
    assert.match(compared.stdout, /^lost {7}linux\/amd64$/m);
  });
});

function known<T>(fact: Fact<T> | undefined): T {
  assert(fact?.known, fact === undefined || fact.known ? '' : fact.reason.message);
  return fact.value;
}

function configAndLayers({ config, layers, downloadSize }: PlatformDetails): unknown {
  return { config, downloadSize, layers: layers.map(({ digest, size }) => ({ digest, size })) };
}

function sha256(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}
