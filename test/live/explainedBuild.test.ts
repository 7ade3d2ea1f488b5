import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { machine, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Explanation } from '../../src/core/explain/explanation.ts';
import { followBuild } from './followedBuild.ts';
import { multiarch } from './programs.ts';

const targets = ['linux/amd64', 'linux/arm64'];

/** What `uname -m` says, and the platform of that. */
const machines: Readonly<Record<string, string>> = {
  x86_64: 'linux/amd64',
  aarch64: 'linux/arm64',
};
const ownMachine = machine();

const files: Readonly<Record<string, string>> = {
  'a cross-compiling stage, and one for each target': `FROM --platform=$BUILDPLATFORM busybox:1.37 AS build
WORKDIR /src
COPY file .
RUN uname -m > /src/machine
ARG TARGETARCH
WORKDIR /src/sub
COPY file copied
RUN echo $TARGETARCH > /src/out
FROM busybox:1.37 AS result
COPY --from=build /src/out /out
RUN uname -m
`,
  'stages that are done once, also into an empty image': `FROM --platform=$BUILDPLATFORM busybox:1.37 AS assets
RUN echo assets > /a
FROM busybox:1.37 AS unused
RUN false
FROM assets AS more
RUN echo $TARGETARCH
FROM scratch AS files
COPY file /file
COPY --from=more /a /a
FROM busybox:1.37 AS result
COPY --from=files / /
RUN --mount=from=more,target=/mnt cat /mnt/a
`,
  'a pinned stage, and names that are the same again': `FROM --platform=linux/amd64 busybox:1.37 AS pinned
ARG TARGETARCH
ENV A=$TARGETARCH
ENV A=x
ARG TARGETARCH=z
COPY file /x
RUN echo $A $TARGETARCH
FROM --platform=$BUILDPLATFORM busybox:1.37 AS late
ARG TARGETPLATFORM
COPY file /f
RUN echo $TARGETPLATFORM
FROM scratch AS result
COPY --from=late /f /f
COPY --from=pinned /x /x
`,
};

/** What `explain` says, held against the steps that BuildKit really did. */
describe('the explanation of a build, beside the build', () => {
  for (const [title, text] of Object.entries(files)) {
    it(title, async () => {
      const folder = await mkdtemp(join(tmpdir(), 'multiarch-live-'));
      try {
        await writeFile(join(folder, 'file'), `${title} ${String(Date.now())}`);
        const { progress, end } = await followBuild(folder, text, { more: ['--no-cache'] });
        assert.equal(end.kind, 'done');
        const { stdout, stderr } = await multiarch(
          ...['explain', join(folder, 'Dockerfile'), '--platform', targets.join(',')],
          ...['--format', 'json'],
        );
        assert.equal(stderr, '');
        const { explanation } = JSON.parse(stdout) as { explanation: Explanation };
        const done = new Map<string, number>();
        for (const { name } of progress.steps()) {
          const { stage, position, internal, text: words } = name;
          const isLast = position !== undefined && position.index === position.total;
          if (stage === undefined || internal || !isLast || words.startsWith('FROM ')) continue;
          done.set(stage, (done.get(stage) ?? 0) + 1);
        }
        const said = explanation.stages.flatMap(({ name = '', cells }) => {
          const groups = new Set(cells.flatMap(({ group }) => group ?? []));
          return groups.size === 0 ? [] : [[name, groups.size] as const];
        });
        assert.deepEqual([...done].sort(), said.sort());
        // Where the same command says another machine, it was not this processor.
        for (const step of progress.steps()) {
          if (step.name.stage !== 'result' || step.name.text !== 'RUN uname -m') continue;
          const [told = ''] = progress.log(step.digest).lines;
          const platform = machines[told.trim()] ?? told;
          const result = explanation.stages.find(({ isResult }) => isResult);
          const cell = result?.cells.find((each) => each.platform === platform);
          assert.equal(cell?.state, told.trim() === ownMachine ? 'native' : 'emulated');
        }
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    });
  }
});
