import assert from 'node:assert/strict';
import { readStepName, type StepName } from '../../../../../src/core/build/progress/stepName.ts';

const run = { index: 3, total: 4 };

/** Names as BuildKit 0.25 and 0.32 print them. */
const rows: readonly (readonly [name: string, expected: StepName])[] = [
  [
    '[internal] load build definition from Dockerfile',
    { internal: true, text: 'load build definition from Dockerfile' },
  ],
  [
    '[linux/arm64 internal] load metadata for docker.io/library/busybox:latest',
    {
      platform: 'linux/arm64',
      internal: true,
      text: 'load metadata for docker.io/library/busybox:latest',
    },
  ],
  ['[3/4] RUN make', { position: run, internal: false, text: 'RUN make' }],
  ['[build 3/4] RUN make', { stage: 'build', position: run, internal: false, text: 'RUN make' }],
  [
    '[linux/arm64 build 3/4] RUN echo "[1/2] x"',
    {
      platform: 'linux/arm64',
      stage: 'build',
      position: run,
      internal: false,
      text: 'RUN echo "[1/2] x"',
    },
  ],
  [
    '[linux/amd64->arm64 build  3/14] RUN make',
    {
      platform: 'linux/amd64',
      forPlatform: 'linux/arm64',
      stage: 'build',
      position: { index: 3, total: 14 },
      internal: false,
      text: 'RUN make',
    },
  ],
  [
    '[linux/amd64->arm/v7 3/4] ONBUILD RUN make',
    {
      platform: 'linux/amd64',
      forPlatform: 'linux/arm/v7',
      position: run,
      internal: false,
      text: 'ONBUILD RUN make',
    },
  ],
  [
    '[linux/amd64->windows(10.0.17763)/amd64 3/4] RUN make',
    {
      platform: 'linux/amd64',
      forPlatform: 'windows(10.0.17763)/amd64',
      position: run,
      internal: false,
      text: 'RUN make',
    },
  ],
  ['exporting to image', { internal: true, text: 'exporting to image' }],
  [
    'merging manifest list 127.0.0.1:5000/app:1',
    { internal: true, text: 'merging manifest list 127.0.0.1:5000/app:1' },
  ],
  [
    '[auth] library/alpine:pull token for registry-1.docker.io',
    { internal: true, text: '[auth] library/alpine:pull token for registry-1.docker.io' },
  ],
  ['[context deps] load from client', { internal: true, text: '[context deps] load from client' }],
  [
    '[app linux/arm64 build 3/4] RUN make',
    {
      group: 'app',
      platform: 'linux/arm64',
      stage: 'build',
      position: run,
      internal: false,
      text: 'RUN make',
    },
  ],
  ['[app 3/4] RUN make', { group: 'app', position: run, internal: false, text: 'RUN make' }],
  [
    '[app internal] load .dockerignore',
    { group: 'app', internal: true, text: 'load .dockerignore' },
  ],
  ['[app] exporting to image', { group: 'app', internal: true, text: 'exporting to image' }],
  ['[', { internal: true, text: '[' }],
  ['[] ', { internal: true, text: '' }],
  ['', { internal: true, text: '' }],
  ['[1/0] x', { internal: true, text: '[1/0] x' }],
];

describe('the name of a step', () => {
  for (const [name, expected] of rows) {
    it(name === '' ? '(empty)' : name, () => {
      assert.deepEqual(readStepName(name, new Set(['app'])), expected);
    });
  }

  it('takes a stage with the name of no target for a stage', () => {
    assert.equal(readStepName('[app 3/4] RUN make').stage, 'app');
  });
});
