import { checkImages } from '../../../support/checkImages.ts';

const check = checkImages('gitlab');

describe('images of GitLab jobs', () => {
  check(
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
    'of variables that depend on others, and of runners of another kind',
    `variables: { BASE: alpine, TAG: "$VERSION", EMPTY: "" }
a:
  image: $BASE
b:
  image: alpine:$TAG
c:
  image: { entrypoint: [""] }
  tags: [[nested], my-saas-linux-small-arm64, saas-linux-small-arm64-gpu, saas-linux-large-amd64]
  services: ["", alpine, { alias: x }]
d:
  image: ""
`,
    [
      'job a, image: alpine ()',
      'job b, image: alpine:$TAG? ()',
      'job c, service: alpine (linux/amd64)',
    ],
  );
  check('a component', 'spec:\n  inputs: { a: {} }\n---\njob:\n  image: x:$[[ inputs.a ]]\n', [
    'job job, image: x:$[[ inputs.a ]]? ()',
  ]);
});
