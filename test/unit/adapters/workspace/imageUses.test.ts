import assert from 'node:assert/strict';
import { readImageUses } from '../../../../src/adapters/workspace/imageUses.ts';
import type { YamlWord } from '../../../../src/core/project/composeServices.ts';
import type { ImageFileKind } from '../../../../src/core/project/fileNames.ts';
import { assertProportional } from '../../../support/growth.ts';

const meaning = (words: readonly YamlWord[]) => words.map(({ resolved }) => resolved).join(' ');

/** `who: image (platforms, without others)`, an image that is not known as it is written, with a question mark. */
function imagesOf(kind: ImageFileKind, text: string): readonly string[] {
  return readImageUses(kind, text).images.map(({ user, image, unknown, platforms, excluded }) => {
    assert.equal(text.slice(image.span.start, image.span.end), image.written);
    assert.equal(unknown === undefined, image.resolved !== undefined);
    const named = image.resolved ?? `${image.written}?`;
    const asked = platforms === undefined ? '' : ` (${meaning(platforms)})`;
    const not = excluded === undefined ? '' : ` (not ${excluded.join(' ')})`;
    return `${user}: ${named}${asked}${not}`;
  });
}

function check(kind: ImageFileKind, what: string, text: string, expected: readonly string[]): void {
  it(what, () => {
    assert.deepEqual(imagesOf(kind, text), expected);
  });
}

const pod = (kind: string, spec: string) =>
  `apiVersion: v1\nkind: ${kind}\nmetadata: { name: a }\nspec:\n${spec}`;
const one = '  containers: [{ name: c, image: x }]\n';
const affinity = (terms: string) =>
  `${one}  affinity:\n    nodeAffinity:\n      requiredDuringSchedulingIgnoredDuringExecution:\n        nodeSelectorTerms:\n${terms}`;
const term = (...expressions: readonly string[]) =>
  `        - matchExpressions:\n${expressions.map((each) => `          - { ${each} }\n`).join('')}`;

describe('images of Kubernetes objects', () => {
  check(
    'kubernetes',
    'of every list of containers, and of volumes',
    pod(
      'Pod',
      `  initContainers:
  - name: init
    image: "busybox:1.37"
  containers:
  - name: app
    image: nginx # pinned later
  ephemeralContainers: [{ name: shell, image: alpine }]
  volumes:
  - name: model
    image: { reference: quay.io/a/model:1, pullPolicy: Always }
  - name: none
    emptyDir: {}
`,
    ),
    [
      'Pod a, container init: busybox:1.37',
      'Pod a, container app: nginx',
      'Pod a, container shell: alpine',
      'Pod a, volume model: quay.io/a/model:1',
    ],
  );
  check(
    'kubernetes',
    'of templates in other objects, in a list and in several documents',
    `apiVersion: batch/v1
kind: CronJob
metadata: { name: nightly }
spec: { jobTemplate: { spec: { template: { spec: { containers: [{ name: j, image: job:1 }] } } } } }
---
apiVersion: v1
kind: List
items:
- apiVersion: apps/v1
  kind: Deployment
  metadata: { name: web }
  spec:
    template:
      spec:
        nodeSelector: { kubernetes.io/arch: arm64 }
        containers: [{ name: w, image: web:1 }]
---
# nothing
`,
    ['CronJob nightly, container j: job:1', 'Deployment web, container w: web:1 (linux/arm64)'],
  );
  check(
    'kubernetes',
    'not of what only looks like it',
    `apiVersion: v1
kind: ConfigMap
metadata: { name: m }
data: { image: nginx, containers: three }
---
containers: [{ image: lonely }]
`,
    [],
  );
  check(
    'kubernetes',
    'of templates of Helm, which are no YAML',
    `apiVersion: v1
kind: Pod
metadata:
  name: {{ .Release.Name }}
spec:
  {{- with .Values.pull }}
  imagePullSecrets: {{ . }}
  {{- end }}
  containers:
  - name: a
    image: "{{ .Values.image.repository }}:{{ .Values.image.tag }}"
  - name: b
    image: {{ .Values.b }}
  - name: c
    image: $IMAGE
`,
    [
      'Pod, container a: {{ .Values.image.repository }}:{{ .Values.image.tag }}?',
      'Pod, container b: {{ .Values.b }}?',
      'Pod, container c: $IMAGE?',
    ],
  );
  const platforms = (what: string, rest: string, expected: string) => {
    check('kubernetes', what, pod('Pod', rest), [`Pod a, container c: x${expected}`]);
  };
  platforms('nothing of nodes', one, '');
  platforms(
    'the label of before',
    `${one}  nodeSelector: { beta.kubernetes.io/arch: arm }\n`,
    ' (linux/arm)',
  );
  platforms('another label', `${one}  nodeSelector: { disk: ssd }\n`, '');
  platforms('a system alone', `${one}  nodeSelector: { kubernetes.io/os: linux }\n`, '');
  platforms('Windows', `${one}  nodeSelector: { kubernetes.io/os: windows }\n`, ' (windows/amd64)');
  platforms('Windows by the pod', `${one}  os: { name: windows }\n`, ' (windows/amd64)');
  platforms(
    'a template for a label',
    `${one}  nodeSelector: { kubernetes.io/arch: "$ARCH" }\n`,
    ' ()',
  );
  platforms(
    'one of several architectures',
    affinity(term('key: kubernetes.io/arch, operator: In, values: [amd64, arm64]')),
    ' (linux/amd64 linux/arm64)',
  );
  platforms(
    'alternatives',
    affinity(
      term('key: kubernetes.io/arch, operator: In, values: [amd64]') +
        term(
          'key: kubernetes.io/arch, operator: In, values: [s390x]',
          'key: kubernetes.io/os, operator: In, values: [linux]',
        ),
    ),
    ' (linux/amd64 linux/s390x)',
  );
  platforms(
    'an alternative that takes all',
    affinity(
      term('key: kubernetes.io/arch, operator: In, values: [amd64]') +
        term('key: disk, operator: In, values: [ssd]'),
    ),
    '',
  );
  platforms(
    'all but one',
    affinity(term('key: kubernetes.io/arch, operator: NotIn, values: [arm64]')),
    ' (not linux/arm64)',
  );
  platforms(
    'one of several, without another',
    affinity(
      term(
        'key: kubernetes.io/arch, operator: In, values: [amd64, arm64]',
        'key: kubernetes.io/arch, operator: NotIn, values: [arm64]',
      ),
    ),
    ' (linux/amd64)',
  );
  platforms(
    'only a preference',
    `${one}  affinity: { nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [] } }\n`,
    '',
  );
});

describe('images of the values of Helm charts', () => {
  check(
    'helm-values',
    'of the shapes that charts use',
    `image:
  repository: ghcr.io/a/app
  tag: "1.2" # of the app
  pullPolicy: IfNotPresent
sidecar:
  image: { registry: quay.io, repository: b/side, digest: sha256:${'0'.repeat(64)} }
metrics:
  image: prom/exporter:1
oldImage: busybox
oldImageTag: 1.37
list:
- image: { name: x/y, tag: 3 }
`,
    [
      'image: ghcr.io/a/app:1.2',
      `sidecar.image: quay.io/b/side@sha256:${'0'.repeat(64)}`,
      'metrics.image: prom/exporter:1',
      'oldImage: busybox:1.37',
      'list[0].image: x/y:3',
    ],
  );
  check(
    'helm-values',
    'without a tag it is the chart that names one',
    'image:\n  repository: a/b\n  tag: ""\n',
    ['image: a/b?'],
  );
  check(
    'helm-values',
    'a registry for all of them, and the nodes of a part',
    `global: { imageRegistry: r.example }
web:
  nodeSelector: { kubernetes.io/arch: arm64 }
  image: { registry: docker.io, repository: a/b, tag: 1 }
other:
  image: { repository: a/c, tag: 1 }
`,
    ['web.image: r.example/a/b:1 (linux/arm64)', 'other.image: a/c:1'],
  );
  check(
    'helm-values',
    'templates are left alone, and what is no image',
    `image: "{{ .Values.global.image }}"
chart: { repository: https://charts.example, tag: 1 }
backup: { repository: s3, name: x }
logo: { image: cat.png }
heroImage: https://x/y.png
app: { image: { repository: a/b, tag: "{{ .Chart.AppVersion }}" } }
`,
    ['image: {{ .Values.global.image }}?', 'app.image: a/b?'],
  );
});

describe('images of development containers', () => {
  check(
    'devcontainer',
    'the image, with comments, a comma too many and the platform of its options',
    `// For details
{
\t"name": "x", /* "image": "no" */
\t"image": "mcr.microsoft.com/devcontainers/base:1", // "image": "neither"
\t"features": { "ghcr.io/devcontainers/features/go:1": {} },
\t"runArgs": ["--init", "--platform=linux/amd64",],
}
`,
    ['development container: mcr.microsoft.com/devcontainers/base:1 (linux/amd64)'],
  );
  check('devcontainer', 'a variable', '{"image": "${localEnv:IMAGE}"}', [
    'development container: ${localEnv:IMAGE}?',
  ]);
  it('the Dockerfile and the compose files', () => {
    const text = `{
  "build": { "dockerfile": "../Dockerfile", "context": "..", "options": ["--platform", "linux/arm64"] },
  "dockerComposeFile": ["../compose.yaml", "compose.extra.yaml"]
}`;
    const { builds, composeFiles = [], problem } = readImageUses('devcontainer', text);
    assert.deepEqual(
      builds.map(({ dockerfile, context, platforms = [], within }) => [
        ...[dockerfile?.resolved, context?.resolved, meaning(platforms), within],
      ]),
      [['../Dockerfile', '..', 'linux/arm64', 'folder']],
    );
    assert.equal(meaning(composeFiles), '../compose.yaml compose.extra.yaml');
    assert.equal(problem, undefined);
  });
});

const job = (rest: string) => `on: push\njobs:\n  a:\n${rest}`;

describe('images of workflows', () => {
  check(
    'workflow',
    'containers, services and steps, on the platform of the machine',
    job(`    runs-on: ubuntu-latest
    container: node:24
    services:
      db: { image: "postgres:18", options: --health-cmd true --platform linux/arm64 }
      cache:
        image: redis
    steps:
    - uses: actions/checkout@v5
    - name: lint
      uses: docker://alpine:3.22
`),
    [
      'job a, container: node:24 (linux/amd64)',
      'job a, service db: postgres:18 (linux/arm64)',
      'job a, service cache: redis (linux/amd64)',
      'job a, step lint: alpine:3.22 (linux/amd64)',
    ],
  );
  const machine = (runsOn: string, expected: string, more = '') => {
    const text = job(`    runs-on: ${runsOn}\n${more}    container: { image: x }\n`);
    check('workflow', `on ${runsOn}`, text, [`job a, container: x (${expected})`]);
  };
  machine('ubuntu-24.04-arm', 'linux/arm64');
  machine('[self-hosted, linux, ARM64]', 'linux/arm64');
  machine('[self-hosted, linux]', '');
  machine('{ group: big, labels: ubuntu-24.04 }', 'linux/amd64');
  machine('big-machine', '');
  machine('${{ inputs.runner }}', '');
  const matrix = '    strategy: { matrix: { os: [ubuntu-latest, ubuntu-24.04-arm] } }\n';
  machine('${{ matrix.os }}', 'linux/amd64 linux/arm64', matrix);
  machine(
    '${{ matrix.on.os }}',
    'linux/arm64',
    '    strategy: { matrix: { include: [{ on: { os: ubuntu-24.04-arm } }] } }\n',
  );
  machine('${{ matrix.os }}', '', '    strategy: { matrix: "${{ fromJSON(x) }}" }\n');
  check(
    'workflow',
    'an expression names it',
    job('    runs-on: ubuntu-latest\n    container: "${{ matrix.image }}"\n'),
    ['job a, container: ${{ matrix.image }}? (linux/amd64)'],
  );
  check(
    'workflow',
    'an action that is an image',
    'runs:\n  using: docker\n  image: docker://x:1\n',
    ['this action: x:1 ()'],
  );
  check(
    'workflow',
    'an action of several steps',
    'runs:\n  using: composite\n  steps:\n  - uses: docker://x:1\n  - name: two\n    uses: docker://y:2\n',
    ['this action, step 1: x:1 ()', 'this action, step two: y:2 ()'],
  );
  it('builds, with their emulators and tags', () => {
    const text = job(`    runs-on: ubuntu-latest
    steps:
    - uses: docker/setup-qemu-action@v3
      with: { platforms: arm64 }
    - name: image
      uses: docker/build-push-action@v6
      with:
        context: app
        file: app/Dockerfile
        platforms: |
          linux/amd64
          linux/arm64
        tags: a/b:1, a/b:latest
    - uses: Docker/Build-Push-Action@v6
    - uses: docker/build-push-action@v6
      with: { platforms: "\${{ env.PLATFORMS }}" }
`);
    const { builds } = readImageUses('workflow', text);
    const words = builds.flatMap(({ platforms = [], tags }) => [...platforms, ...tags]);
    for (const { span, written } of words) {
      assert.equal(text.slice(span.start, span.end), written);
    }
    assert.deepEqual(
      builds.map((each) => [
        ...[each.user, each.context?.resolved, each.dockerfile?.resolved],
        ...[each.platforms && meaning(each.platforms), meaning(each.tags)],
        ...[meaning(each.emulators?.platforms ?? []), meaning(each.machines ?? [])],
      ]),
      [
        [
          ...['job a, step image', 'app', 'app/Dockerfile', 'linux/amd64 linux/arm64'],
          ...['a/b:1 a/b:latest', 'arm64', 'linux/amd64'],
        ],
        ['job a, step 3', undefined, undefined, undefined, '', 'arm64', 'linux/amd64'],
        ['job a, step 4', undefined, undefined, '', '', 'arm64', 'linux/amd64'],
      ],
    );
  });
});

describe('images of GitLab jobs', () => {
  check(
    'gitlab',
    'of the file, of default, and of jobs',
    `image: ruby:3.4
variables:
  VERSION: "24"
default:
  services:
  - postgres:18
  - name: redis:8
    alias: cache
build:
  image:
    name: node:$VERSION
    entrypoint: [""]
    docker: { platform: linux/arm64/v8 }
  script: [npm ci]
test:
  image: $CI_REGISTRY_IMAGE/test:1
  tags: [saas-linux-small-arm64]
.hidden:
  variables: { VERSION: { value: "22", description: x } }
  image: node:\${VERSION}-alpine
stages: [build]
`,
    [
      'every job, image: ruby:3.4 ()',
      'every job, service: postgres:18 ()',
      'every job, service: redis:8 ()',
      'job build, image: node:24 (linux/arm64/v8)',
      'job test, image: $CI_REGISTRY_IMAGE/test:1? (linux/arm64)',
      'job .hidden, image: node:22-alpine ()',
    ],
  );
  check(
    'gitlab',
    'a component',
    'spec:\n  inputs: { a: {} }\n---\njob:\n  image: x:$[[ inputs.a ]]\n',
    ['job job, image: x:$[[ inputs.a ]]? ()'],
  );
});

describe('files that name images', () => {
  it('say what is wrong with them', () => {
    const problem = (kind: ImageFileKind, text: string) => readImageUses(kind, text).problem;
    assert.match(problem('gitlab', 'a: "b\n') ?? '', /^It cannot be read as YAML: .+\.$/);
    assert.match(
      problem('devcontainer', '{"image": "x" "y": 1}') ?? '',
      /^It cannot be read as JSON/,
    );
    assert.match(problem('kubernetes', '[{'.repeat(6_000)) ?? '', /are not read\.$/);
    assert.match(problem('kubernetes', ' '.repeat(300_000)) ?? '', /are not read\.$/);
    assert.match(problem('kubernetes', '---\na: 1\n'.repeat(501)) ?? '', /^Only 500 documents/);
  });

  it('take time in proportion to their length', () => {
    assertProportional((share) => {
      const text = '- image: "a:1" # b\n  name: c\n'.repeat(6_000 * share);
      readImageUses('kubernetes', `apiVersion: v1\nkind: Pod\nspec:\n  containers:\n${text}`);
    });
  });
});
