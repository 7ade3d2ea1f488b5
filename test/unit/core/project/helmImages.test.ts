import { checkImages } from '../../../support/checkImages.ts';

const check = checkImages('helm-values');

describe('images of the values of Helm charts', () => {
  check(
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
  check('without a tag it is the chart that names one', 'image:\n  repository: a/b\n  tag: ""\n', [
    'image: a/b?',
  ]);
  const digest = 'a'.repeat(64);
  check(
    'of names and digests as they are written',
    `image: localhost:5000/a/b:1
first: { image: { repository: "localhost:5000/a/b", pullPolicy: Always } }
second: { image: { registry: "r.example/", repository: a/b, sha: ${digest} } }
third: { image: { repository: "a/b@sha256:${digest}", pullPolicy: Always } }
fourth: { image: { repository: "a/b:3", pullPolicy: Always } }
fifth: { repository: a/b, tag: 4 }
sixth: [{ x: 1 }, { image: { repository: c/d, tag: 1 } }]
images: [{ image: { name: e, tag: 2 } }, { name: g }]
mainImage: f
mainImageTag: 5
seventh: { image: busybox, tag: 1.37 }
eighth: { image: busybox, imageTag: 1.36 }
ninth: { image: quay.io/a/b }
tenth: { sideImage: busybox, tag: 1 }
image.extra: { repository: a/b }
last: { image: { repository: oci://r.example/chart, tag: 1 } }
`,
    [
      'image: localhost:5000/a/b:1',
      'first.image: localhost:5000/a/b?',
      `second.image: r.example/a/b@sha256:${digest}`,
      `third.image: a/b@sha256:${digest}`,
      'fourth.image: a/b:3',
      'fifth: a/b:4',
      'sixth[1].image: c/d:1',
      'images[0].image: e:2',
      'mainImage: f:5',
      'seventh.image: busybox:1.37',
      'eighth.image: busybox:1.36',
      'ninth.image: quay.io/a/b',
    ],
  );
  check(
    'of a list of images',
    'extraImage:\n- { name: a/b, tag: 1 }\n- { repository: c/d, digest: sha256:x }\n',
    ['extraImage[0]: a/b:1', 'extraImage[1]: c/d@sha256:x'],
  );
  check('a tag that a template makes', 'image: busybox\ntag: "{{ .x }}"\n', []);
  check(
    'nodes by affinity',
    'web:\n  affinity: { nodeAffinity: {} }\n  image: a/b:1\nnodeSelector: { kubernetes.io/arch: arm64 }\nimage: c/d:1\n',
    ['web.image: a/b:1', 'image: c/d:1 (linux/arm64)'],
  );
  check(
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
