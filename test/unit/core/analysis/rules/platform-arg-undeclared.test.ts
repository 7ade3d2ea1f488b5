import assert from 'node:assert/strict';
import { findingsOf, ruleTable } from '../../../../support/ruleTable.ts';

describe('platform-arg-undeclared', () => {
  const { finds, staysSilent, says, mends } = ruleTable('platform-arg-undeclared');
  const both = 'linux/amd64 linux/arm64';
  const arch = `warning ‹$TARGETARCH› ${both}`;

  finds('a use in RUN', 'FROM alpine\nRUN wget https://x.org/tool-$TARGETARCH\n', [`1: ${arch}`]);
  finds('a use in braces', 'FROM alpine\nRUN wget "https://x.org/${TARGETARCH}.tgz"\n', [
    `1: warning ‹\${TARGETARCH}› ${both}`,
  ]);
  finds('a use with another modifier', 'FROM golang\nRUN GOARM=${TARGETVARIANT#v} go build\n', [
    `1: information ‹\${TARGETVARIANT› ${both}`,
  ]);
  finds(
    'a use on the platforms where there is a value',
    'FROM golang\nRUN GOARM=${TARGETVARIANT#v} go build\n',
    ['1: warning ‹${TARGETVARIANT› linux/arm/v7'],
    { targets: ['linux/amd64', 'linux/arm/v7'] },
  );
  finds(
    'only the first use of a name in a stage',
    'FROM a\nRUN b $TARGETARCH\nRUN c $TARGETARCH\n',
    [`1: ${arch}`],
  );
  finds('each name', 'FROM a\nRUN GOOS=$TARGETOS GOARCH=$TARGETARCH go build\n', [
    `1: warning ‹$TARGETOS› ${both}`,
    `1: ${arch}`,
  ]);
  for (const use of [
    'ENV GOARCH=$TARGETARCH',
    'ENV TARGETARCH=$TARGETARCH',
    'LABEL arch="$TARGETARCH"',
    'LABEL $TARGETARCH=x',
    'ARG NAME=app-$TARGETARCH',
    'COPY bin/$TARGETARCH /bin/',
    'COPY ["bin/$TARGETARCH", "/bin/"]',
    'COPY --chown=$TARGETARCH a /bin/',
    'ADD https://x.org/$TARGETARCH.tgz /',
    'WORKDIR /src/$TARGETARCH',
    'EXPOSE $TARGETARCH',
    'STOPSIGNAL $TARGETARCH',
    'COPY --chmod=$TARGETARCH a /bin/',
    'ADD --checksum=$TARGETARCH https://x.org/a /bin/',
    'RUN --mount=type=bind,from=a,source=/$TARGETARCH,target=/x true',
    'RUN --mount=type=bind,source=/$TARGETARCH,from=a,target=/x true',
    'USER $TARGETARCH',
    'VOLUME /data/$TARGETARCH',
    'RUN --mount=type=cache,id=x-$TARGETARCH,target=/x true',
    'RUN make ARCH=$TARGETARCH',
    'RUN case "$TARGETARCH" in amd64) a ;; esac',
    'RUN [ $TARGETARCH = amd64 ] && a',
    'RUN curl "https://x.org/$(echo $TARGETARCH | tr a b)"',
    'RUN echo "${NAME:-$TARGETARCH}"',
    `RUN sh -c 'echo $TARGETARCH'`,
    'RUN ["sh", "-c", "echo $TARGETARCH"]',
    'RUN for f in /$TARGETARCH/*; do a; done',
    'RUN a > /etc/$TARGETARCH',
  ]) {
    finds(use, `FROM alpine\n${use}\n`, [`1: ${arch}`]);
  }
  for (const silent of [
    'MAINTAINER $TARGETARCH',
    'SHELL ["$TARGETARCH"]',
    'ENTRYPOINT ["/bin/$TARGETARCH"]',
    'HEALTHCHECK CMD $TARGETARCH',
    'ONBUILD RUN $TARGETARCH',
    "COPY <<'EOF' /x\n$TARGETARCH\nEOF",
    'COPY <<TARGETARCH /x\nTARGETARCH',
  ]) {
    staysSilent(`about ${silent}`, `FROM alpine\n${silent}\n`);
  }
  finds('arithmetic', 'FROM alpine\nRUN echo $((TARGETARCH + 1))\n', [
    `1: warning ‹TARGETARCH› ${both}`,
  ]);
  finds('a script in a heredoc', 'FROM alpine\nRUN <<EOF\nset -e\necho $TARGETARCH\nEOF\n', [
    `3: ${arch}`,
  ]);
  finds(
    'a quoted name, which keeps BuildKit from expanding, not the shell',
    "FROM a\nRUN <<'EOF'\nb $TARGETARCH\nEOF\n",
    [`2: ${arch}`],
  );
  finds(
    'input that the shell expands',
    'FROM python\nRUN python3 <<EOF\nprint("$TARGETARCH")\nEOF\n',
    [`2: ${arch}`],
  );
  finds('a file that BuildKit expands', 'FROM alpine\nCOPY <<EOF /etc/arch\n$TARGETARCH\nEOF\n', [
    `2: ${arch}`,
  ]);
  finds('a continued line', 'FROM alpine\nRUN a && \\\n  # why\n  b $TARGETARCH\n', [`3: ${arch}`]);
  finds(
    'a use above the ARG',
    'FROM alpine\nENV A=$TARGETARCH\nARG TARGETARCH\nRUN b $TARGETARCH\n',
    [`1: ${arch}`],
  );
  finds(
    'an ARG above the first FROM, which only FROM lines see',
    'ARG TARGETARCH\nFROM a\nRUN b $TARGETARCH\n',
    [`2: ${arch}`],
  );
  finds(
    'an ARG of another stage',
    'FROM golang AS build\nARG TARGETARCH\nRUN a $TARGETARCH\nFROM alpine\nCOPY --from=build /a /a\nRUN b $TARGETARCH\n',
    [`5: ${arch}`],
  );
  finds(
    'a stage that no longer has what a RUN has set',
    'FROM alpine\nRUN export TARGETARCH=$(uname -m)\nRUN b $TARGETARCH\n',
    [`2: ${arch}`],
  );
  finds('BUILDPLATFORM, whatever the builder is', 'FROM alpine\nRUN echo $BUILDPLATFORM\n', [
    `1: warning ‹$BUILDPLATFORM› ${both}`,
  ]);
  finds(
    'a default, where BuildKit has another value',
    'FROM alpine\nRUN curl "https://x.org/${TARGETARCH:-amd64}" "${TARGETOS:-linux}"\n',
    ['1: warning ‹${TARGETARCH› linux/arm64'],
  );
  finds(
    'a stage on the platforms that need it',
    'FROM alpine AS a-amd64\nRUN x $TARGETARCH\nFROM alpine AS a-arm64\nFROM a-$TARGETARCH\n',
    ['1: warning ‹$TARGETARCH› linux/amd64'],
  );
  finds(
    'what an ONBUILD below uses, and does not declare',
    'FROM a AS b\nONBUILD RUN x $TARGETARCH\nFROM b\nRUN c $TARGETARCH\n',
    [`3: ${arch}`],
  );
  finds(
    'one platform of two, by the stage that each is built on',
    'FROM alpine AS a-amd64\nARG TARGETARCH\nFROM alpine AS a-arm64\nFROM a-$TARGETARCH\nRUN x $TARGETARCH\n',
    ['4: warning ‹$TARGETARCH› linux/arm64'],
  );

  staysSilent('about an ARG', 'FROM alpine\nARG TARGETARCH\nRUN a $TARGETARCH\n');
  staysSilent(
    'about several in one ARG',
    'FROM a\nARG TARGETOS TARGETARCH\nRUN $TARGETOS-$TARGETARCH\n',
  );
  staysSilent('about an ARG with a default', 'FROM a\nARG TARGETOS=linux\nRUN b $TARGETOS\n');
  staysSilent('about ENV', 'FROM a\nENV TARGETARCH=amd64\nRUN b $TARGETARCH\n');
  staysSilent(
    'about an ARG of the stage below',
    'FROM a AS b\nARG TARGETARCH\nFROM b\nRUN c $TARGETARCH\n',
  );
  staysSilent(
    'about an ARG two stages below, however it is cased',
    'FROM a AS Base\nARG TARGETARCH\nFROM base AS b\nFROM b\nRUN c $TARGETARCH\n',
  );
  staysSilent('about FROM lines', 'FROM --platform=$BUILDPLATFORM a-${TARGETARCH}\n');
  staysSilent('about an ARG above the first FROM', 'ARG BASE=a-${TARGETARCH}\nFROM ${BASE}\n');
  staysSilent(
    'about ONBUILD ARG below',
    'FROM a AS b\nONBUILD ARG TARGETARCH\nFROM b\nRUN c $TARGETARCH\n',
  );
  for (const use of [
    'RUN TARGETARCH=$(uname -m) && echo $TARGETARCH',
    'RUN export TARGETARCH="$(dpkg --print-architecture)"; curl $TARGETARCH',
    'RUN : "${TARGETARCH:=$(uname -m)}"; a $TARGETARCH',
    'RUN read -r TARGETARCH < /arch && a $TARGETARCH',
    'RUN for TARGETARCH in amd64 arm64; do a $TARGETARCH; done',
    'RUN TARGETARCH=amd64 ./build.sh $TARGETARCH',
    'RUN . /etc/arch && echo $TARGETARCH',
    'RUN eval "$(xx-info env)" && echo $TARGETARCH',
    `RUN echo '$TARGETARCH'`,
    `RUN awk '{ print ENVIRON["x"] $TARGETARCH }' x`,
    'RUN echo \\$TARGETARCH "\\$TARGETARCH"',
    'RUN echo a # $TARGETARCH',
    'RUN echo ${TARGETARCH:+has}',
    'RUN echo "${TARGETARCH:-$(dpkg --print-architecture)}"',
    'RUN echo $TARGETARCHIVE ${TARGET_ARCH} $MY_TARGETARCH',
    'RUN ["echo", "$TARGETARCH"]',
    `ENV A='$TARGETARCH'`,
    'ENV A=\\$TARGETARCH',
    'CMD echo $TARGETARCH',
    'ENTRYPOINT ["sh", "-c", "echo $TARGETARCH"]',
    'HEALTHCHECK CMD echo $TARGETARCH',
    'ONBUILD RUN echo $TARGETARCH',
    '# RUN echo $TARGETARCH',
    `RUN cat <<'EOF' > /x\n$TARGETARCH\nEOF`,
    `RUN python3 <<'EOF'\nprint("$TARGETARCH")\nEOF`,
    'RUN <<EOF\n#!/usr/bin/env python3\nprint("$TARGETARCH")\nEOF',
    `COPY <<'EOF' /x\n$TARGETARCH\nEOF`,
    'SHELL ["pwsh", "-Command"]\nRUN echo $TARGETARCH',
  ]) {
    staysSilent(use, `FROM alpine\n${use}\n`);
  }
  staysSilent('about a default that BuildKit has as well', 'FROM a\nRUN b ${TARGETOS:-linux}\n');
  staysSilent('about a stage that no build needs', 'FROM a AS b\nRUN c $TARGETARCH\nFROM a\n');
  staysSilent('about a file without FROM', 'RUN echo $TARGETARCH\n');
  staysSilent(
    'about a stage that a build context replaces',
    'FROM a AS b\nRUN c $TARGETARCH\nFROM b\n',
    { contexts: { b: 'docker-image://alpine' } },
  );
  staysSilent(
    'where a comment says so',
    'FROM a\n# multiarch: ignore platform-arg-undeclared\nRUN b $TARGETARCH\n',
  );

  says(
    'where it is empty',
    'FROM alpine\nRUN a $TARGETARCH ${TARGETVARIANT} ${TARGETPLATFORM:-linux/amd64}\n',
    [
      'Empty on linux/amd64, linux/arm64: BuildKit sets TARGETARCH only in stages that have ARG TARGETARCH, from that line on.',
      'Empty on every platform, not only where it has no value: BuildKit sets TARGETVARIANT only in stages that have ARG TARGETVARIANT, from that line on.',
      '“linux/amd64” on linux/arm64 too: TARGETPLATFORM is not set here, because the stage has no ARG TARGETPLATFORM above this line.',
    ],
  );

  mends('adds the ARG', 'FROM alpine\nRUN a $TARGETARCH\n', [
    ['Add ARG TARGETARCH to the stage', 'FROM alpine\nARG TARGETARCH\nRUN a $TARGETARCH\n'],
  ]);
  mends(
    'adds it in the case of the file, with its line ends',
    'from a as b\r\nrun c $TARGETARCH\r\n',
    [
      [
        'Add ARG TARGETARCH to the stage',
        'from a as b\r\nARG TARGETARCH\r\nrun c $TARGETARCH\r\n'.replace('ARG', 'arg'),
      ],
    ],
  );
  mends('adds it to the stage that uses it', 'FROM a AS b\nFROM \\\n b\nRUN c \\\n $TARGETARCH', [
    [
      'Add ARG TARGETARCH to the stage',
      'FROM a AS b\nFROM \\\n b\nARG TARGETARCH\nRUN c \\\n $TARGETARCH',
    ],
  ]);

  it('takes linear time', () => {
    const rows = [
      'RUN a $TARGETARCH\n',
      'ENV A="${TARGETARCH:-',
      'FROM a\nRUN $TARGETARCH\n',
      'ARG A=$',
    ];
    for (const row of rows) {
      const text = `FROM a\n${row.repeat(Math.ceil(50_000 / row.length))}`;
      const start = process.cpuUsage();
      findingsOf(text);
      assert.ok(process.cpuUsage(start).user < 1_500_000, row);
    }
  });
});
