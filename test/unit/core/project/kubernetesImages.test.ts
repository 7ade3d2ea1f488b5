import { checkImages } from '../../../support/checkImages.ts';

const check = checkImages('kubernetes');

const pod = (kind: string, spec: string) =>
  `apiVersion: v1\nkind: ${kind}\nmetadata: { name: a }\nspec:\n${spec}`;
const one = '  containers: [{ name: c, image: x }]\n';
const affinity = (terms: string) =>
  `${one}  affinity:\n    nodeAffinity:\n      requiredDuringSchedulingIgnoredDuringExecution:\n        nodeSelectorTerms:\n${terms}`;
const term = (...expressions: readonly string[]) =>
  `        - matchExpressions:\n${expressions.map((each) => `          - { ${each} }\n`).join('')}`;

describe('images of Kubernetes objects', () => {
  check(
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
    'of a pod in which a container has no image yet',
    pod('Pod', '  containers: [{ name: a }, { name: b, image: x }]\n'),
    ['Pod a, container b: x'],
  );
  check(
    'of containers and volumes without a name',
    pod('Pod', '  containers: [{ image: x }]\n  volumes: [{ image: { reference: y } }]\n'),
    ['Pod a, container: x', 'Pod a, volume: y'],
  );
  check(
    'not of objects without a version',
    'kind: Pod\nspec: { containers: [{ image: x }] }\n',
    [],
  );
  check(
    'not of objects without a kind',
    'apiVersion: v1\nspec: { containers: [{ image: x }] }\n',
    [],
  );
  check(
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
    check(what, pod('Pod', rest), [`Pod a, container c: x${expected}`]);
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
  const systemOf = (values: string, ...more: readonly string[]) =>
    affinity(term(`key: kubernetes.io/os, operator: In, values: ${values}`, ...more));
  platforms('Windows by affinity', systemOf('[windows]'), ' (windows/amd64)');
  platforms('Linux by affinity', systemOf('[linux]'), '');
  platforms('two systems', systemOf('[windows, linux]'), '');
  platforms(
    'another system for each alternative',
    systemOf('[windows]') + term('key: kubernetes.io/os, operator: In, values: [linux]'),
    '',
  );
  platforms(
    'not Windows',
    affinity(term('key: kubernetes.io/os, operator: NotIn, values: [windows]')),
    '',
  );
  platforms(
    'Windows and an architecture',
    systemOf('[windows]', 'key: kubernetes.io/arch, operator: In, values: [amd64]'),
    ' (windows/amd64)',
  );
  platforms(
    'Windows by the pod, and an architecture by affinity',
    `${affinity(term('key: kubernetes.io/arch, operator: In, values: [arm64]'))}  os: { name: windows }\n`,
    ' (windows/arm64)',
  );
  platforms(
    'Windows, all but one',
    systemOf('[linux]', 'key: kubernetes.io/arch, operator: NotIn, values: [arm, arm64]'),
    ' (not linux/arm linux/arm64)',
  );
  platforms(
    'what no alternative takes',
    affinity(
      term('key: kubernetes.io/arch, operator: NotIn, values: [arm64, s390x]') +
        term('key: kubernetes.io/arch, operator: NotIn, values: [arm, s390x]'),
    ),
    ' (not linux/s390x)',
  );
  platforms(
    'another operator',
    affinity(term('key: kubernetes.io/arch, operator: Exists', 'operator: In, values: [arm64]')),
    '',
  );
  platforms(
    'a template for a system',
    `${one}  nodeSelector: { kubernetes.io/arch: arm64, kubernetes.io/os: "$OS" }\n`,
    ' ()',
  );
  platforms(
    'only a preference',
    `${one}  affinity: { nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [] } }\n`,
    '',
  );
});
