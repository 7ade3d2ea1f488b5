import assert from 'node:assert/strict';
import { parseManifest } from '../../../../src/core/image/manifest.ts';
import { platformDetails } from '../../../../src/core/image/platformDetails.ts';

const digestOf = (digit: string) => `sha256:${digit.repeat(64)}`;
const manifestType = 'application/vnd.oci.image.manifest.v1+json';
const configType = 'application/vnd.oci.image.config.v1+json';
const layerType = 'application/vnd.oci.image.layer.v1.tar+gzip';

/** An image of three layers, one of which is there twice, as a registry gives it. */
const document = {
  schemaVersion: 2,
  mediaType: manifestType,
  config: { mediaType: configType, digest: digestOf('c'), size: 300 },
  layers: ['1', '2', '1'].map((digit) => ({
    ...{ mediaType: layerType, digest: digestOf(digit), size: Number(digit) * 1_000 },
    ...(digit === '2' && { annotations: { 'containerd.io/uncompressed': digestOf('3') } }),
  })),
};

/** As BuildKit writes it. */
const config = {
  architecture: 'arm64',
  os: 'linux',
  variant: 'v8',
  author: 'mary',
  created: '2026-10-01T10:00:00Z',
  config: {
    User: '1000:1000',
    WorkingDir: '/work',
    Env: ['PATH=/bin', 'A=b=c'],
    Entrypoint: ['/app'],
    Cmd: ['--help'],
    Labels: { team: 'x' },
    ExposedPorts: { '8080/tcp': {}, '53/udp': {} },
    Volumes: { '/var': {}, '/data': {} },
    StopSignal: 'SIGINT',
    Healthcheck: { Test: ['CMD', 'true'] },
    Shell: ['/bin/bash', '-c'],
    OnBuild: ['COPY . /src'],
  },
  rootfs: { type: 'layers', diff_ids: [] },
  history: [
    { created_by: 'ADD rootfs.tar /' },
    { created_by: 'ENV A=b=c', empty_layer: true },
    { created_by: 'RUN two' },
    { created_by: 'COPY three /' },
  ],
};

function detailsOf(
  manifest: object,
  written: unknown = config,
  annotations?: Readonly<Record<string, string>>,
) {
  const parsed = parseManifest(manifest, manifestType);
  assert(parsed.ok && parsed.value.kind === 'image');
  const details = platformDetails(parsed.value, written, annotations);
  assert(details.ok, details.ok ? '' : details.problem.message);
  return details.value;
}

describe('what manifest and config say of a platform', () => {
  it('is what a container gets, and where the image is from', () => {
    const { layers, ...rest } = detailsOf(document);
    assert.equal(layers.length, 3);
    assert.deepEqual(rest, {
      configDigest: digestOf('c'),
      configType,
      // A layer that is there twice is downloaded once.
      downloadSize: 3_000,
      annotations: {},
      configPlatform: { os: 'linux', architecture: 'arm64', variant: 'v8' },
      created: '2026-10-01T10:00:00Z',
      author: 'mary',
      config: {
        entrypoint: ['/app'],
        command: ['--help'],
        user: '1000:1000',
        workingDirectory: '/work',
        environment: { PATH: '/bin', A: 'b=c' },
        labels: { team: 'x' },
        exposedPorts: ['53/udp', '8080/tcp'],
        volumes: ['/data', '/var'],
        stopSignal: 'SIGINT',
        healthcheck: ['CMD', 'true'],
        shell: ['/bin/bash', '-c'],
        onBuild: ['COPY . /src'],
      },
    });
  });

  const steps = (history: unknown) =>
    detailsOf(document, { ...config, history }).layers.map(({ createdBy }) => createdBy);
  it('names the step of each layer, where each has one', () => {
    assert.deepEqual(steps(config.history), ['ADD rootfs.tar /', 'RUN two', 'COPY three /']);
    assert.deepEqual(steps(config.history.slice(1)), ['', '', '']);
    assert.deepEqual(steps([...config.history, { created_by: 'RUN four' }]), ['', '', '']);
    assert.deepEqual(steps([{}, {}, { created_by: 'a' }]), ['', '', 'a']);
    assert.deepEqual(steps(undefined), ['', '', '']);
  });

  it('keeps what is said of a layer', () => {
    const [first, second] = detailsOf(document).layers;
    assert.deepEqual(first, {
      ...{ digest: digestOf('1'), size: 1_000, mediaType: layerType },
      ...{ createdBy: 'ADD rootfs.tar /', sharedWith: [] },
    });
    assert.deepEqual(second?.annotations, { 'containerd.io/uncompressed': digestOf('3') });
  });

  it('lists 512 layers of more, and sizes them all', () => {
    const layers = Array.from({ length: 600 }, (_, at) => ({
      ...{ mediaType: layerType, digest: `sha256:${String(at).padStart(64, '0')}`, size: 1 },
    }));
    const { layers: listed, downloadSize } = detailsOf({ ...document, layers });
    assert.deepEqual([listed.length, downloadSize], [512, 600]);
  });

  it('leaves out what is not said', () => {
    const details = detailsOf(document, { rootfs: {} });
    assert.deepEqual(Object.keys(details).sort(), [
      ...[
        'annotations',
        'author',
        'config',
        'configDigest',
        'configType',
        'downloadSize',
        'layers',
      ],
    ]);
    assert.equal(details.author, '');
  });

  it('of content without a config is what the manifest says', () => {
    const artifactType = 'application/vnd.cncf.helm.config.v1+json';
    const parsed = parseManifest(
      { ...document, artifactType, annotations: { a: 'b' } },
      manifestType,
    );
    assert(parsed.ok && parsed.value.kind === 'image');
    const details = platformDetails(parsed.value, undefined);
    assert(details.ok);
    const { config: empty, layers, ...rest } = details.value;
    assert.deepEqual(rest, {
      ...{ configDigest: digestOf('c'), configType, artifactType, downloadSize: 3_000 },
      ...{ annotations: { a: 'b' }, author: '' },
    });
    assert.deepEqual([empty.user, empty.environment, empty.entrypoint], ['', {}, []]);
    assert.deepEqual(
      layers.map(({ createdBy }) => createdBy),
      ['', '', ''],
    );
  });

  it('is refused where the config is none', () => {
    const parsed = parseManifest(document, manifestType);
    assert(parsed.ok && parsed.value.kind === 'image');
    const { value } = parsed;
    const refused = (written: unknown) => {
      const details = platformDetails(value, written);
      return details.ok ? undefined : details.problem.message;
    };
    assert.match(refused([]) ?? '', /not a JSON object/);
    assert.equal(
      refused({ ...config, config: { User: 7 } }),
      'malformed image config: "User" is not a string',
    );
  });

  describe('names the base that is claimed first:', () => {
    const name = 'org.opencontainers.image.base.name';
    const digest = 'org.opencontainers.image.base.digest';
    const labelled = { ...config, config: { Labels: { [name]: 'label:1' } } };
    const check = (title: string, read: () => ReturnType<typeof detailsOf>, expected: unknown) => {
      it(title, () => {
        assert.deepEqual(read().base, expected);
      });
    };
    const own = (texts: object) => ({ ...document, annotations: texts });
    check('none', () => detailsOf(document), undefined);
    check('by a label', () => detailsOf(document, labelled), { name: 'label:1' });
    check('by the entry of the list', () => detailsOf(document, labelled, { [name]: 'entry:1' }), {
      name: 'entry:1',
    });
    check(
      'by the manifest',
      () =>
        detailsOf(own({ [name]: 'own:1', [digest]: digestOf('b') }), labelled, {
          [name]: 'entry:1',
        }),
      { name: 'own:1', digest: digestOf('b') },
    );
    check('by its digest alone', () => detailsOf(own({ [digest]: digestOf('b') })), {
      ...{ name: '', digest: digestOf('b') },
    });
  });
});
