import { assertProportional } from '../../../../support/growth.ts';
import { findingsOf, ruleTable } from '../../../../support/ruleTable.ts';

/** A stage on the build platform, of which the result gets `/out/tool`. */
function fetched(...lines: readonly string[]): string {
  return `FROM --platform=$BUILDPLATFORM alpine AS fetch\n${lines.join('\n')}\nFROM alpine\nCOPY --from=fetch /out/tool /usr/bin/\n`;
}

describe('build-host-probe', () => {
  const { finds, staysSilent, says, mends } = ruleTable('build-host-probe');
  const amd64 = { buildPlatform: 'linux/amd64' };

  const mistakes: readonly (readonly [line: string, words: string])[] = [
    ['RUN wget -O /out/tool https://x/tool-$(uname -m)', 'uname -m'],
    [
      'RUN make && curl -Lo /out/tool "https://x/tool-$(dpkg --print-architecture)"',
      'dpkg --print-architecture',
    ],
    ['RUN ARCH=$(apk --print-arch) && curl https://x/tool-${ARCH} > /out/tool', 'apk --print-arch'],
    ['RUN a="$(arch)"; make; cp dist/linux-$a/tool /out/tool', 'arch'],
    ['RUN make && cp dist/$(rpm -E %_arch)/tool /out/tool', 'rpm -E %_arch'],
    [
      'RUN case "$(uname -m)" in x86_64) a=amd64 ;; *) a=arm64 ;; esac; make; wget -O /out/tool https://x/$a',
      'uname -m',
    ],
    [
      'RUN GOARCH=$(dpkg --print-architecture) go build -o /out/tool .',
      'dpkg --print-architecture',
    ],
    ['RUN make && mv dist/$(uname -m)/tool /out/tool', 'uname -m'],
    ['RUN make && install -m 755 dist/$(arch)/tool /out/tool', 'arch'],
    ['RUN make && ln -s /opt/$(uname -m)/tool /out/tool', 'uname -m'],
    ['RUN make && cat dist/$(uname -m)/tool > /out/tool', 'uname -m'],
    ['RUN make && wget --output-document /out/tool https://x/$(uname -m)', 'uname -m'],
    ['RUN make && curl -fsSLo /out/tool https://x/$(uname -m)', 'uname -m'],
    ['RUN make && curl --output /out/tool https://x/$(uname -m)', 'uname -m'],
    ['RUN make && curl https://x/$(uname -m) >> /out/tool', 'uname -m'],
    ['RUN GOARCH=$(dpkg --print-architecture) go build .', 'dpkg --print-architecture'],
    ['RUN a=$(arch); make; cp x/$a /out/tool; cp y/$a /out/tool', 'arch'],
    ['RUN make && curl -O -L https://x/$(uname -m)/tool', 'uname -m'],
    ['RUN make && wget https://x/$(uname -m)/tool', 'uname -m'],
    ['RUN make && curl -o /out/tool https://x/$(arch) > /tmp/log', 'arch'],
  ];
  for (const [line, words] of mistakes) {
    finds(line, fetched(line), [`1: warning ‹${words}› linux/arm64`], amd64);
  }
  /** A stage that compiles, and what the result copies from it. */
  const copied = (line: string, paths: string) =>
    `FROM --platform=$BUILDPLATFORM alpine AS fetch\nRUN make\n${line}\nFROM alpine\nCOPY --from=fetch ${paths} /dst/tool/\n`;
  for (const paths of [
    ...['/', '.', './', '/out/*', '/out/to?l', '/out/[t]ool', '/$DIR/tool', '/a /tmp/a'],
    ...['/tmp/', '/tmp/a/b', 'tmp'],
  ]) {
    finds(
      `a file that may be in ${paths}`,
      copied('RUN wget -O /tmp/a https://x/$(uname -m)', paths),
      ['2: warning ‹uname -m› linux/arm64'],
      amd64,
    );
  }
  for (const paths of ['/out/tool', '/tool', '/out/', '/b/c', '/a.txt /b']) {
    staysSilent(
      `about a file that is not in ${paths}`,
      copied('RUN wget -O /tmp/a https://x/$(uname -m)', paths),
      amd64,
    );
  }
  const wget = 'RUN wget -O /tmp/a https://x/$(uname -m)';
  for (const [title, more] of [
    ['by the second of two', 'COPY --from=fetch /tmp/a /a'],
    ['from a stage on it', 'COPY --from=b /tmp/a /a'],
    ['from another stage on it', 'COPY --from=c /tmp/a /a'],
    ['from one on that', 'COPY --from=d /tmp/a /a'],
  ] as const) {
    finds(
      `a file that is copied ${title}`,
      `${copied(wget, '/x')}FROM fetch AS b\nFROM fetch AS c\nFROM b AS d\nFROM x\n${more}\nCOPY --from=fetch /y /y\n`,
      ['2: warning ‹uname -m› linux/arm64'],
      amd64,
    );
  }
  for (const [title, more] of [
    ['that a mount shows', 'RUN --mount=from=fetch,target=/m cp /m/tmp/a /b\n'],
    ['of another stage', 'COPY --from=other /tmp/a /a\n'],
    ['of an image', 'COPY --from=alpine:3 /tmp/a /a\n'],
    ['of the context', 'COPY /tmp/a /a\n'],
  ] as const) {
    staysSilent(
      `about a file ${title}`,
      `FROM alpine AS other\n${copied(wget, '/x')}${more}`,
      amd64,
    );
  }
  staysSilent(
    'about a file that is called like the destination',
    copied('RUN wget -O /tmp/tool https://x/$(uname -m)', '/out/x'),
    amd64,
  );
  finds(
    'without a builder, for all of several targets',
    fetched('RUN wget -O /out/tool https://x/tool-$(uname -m)'),
    ['1: warning ‹uname -m› linux/amd64 linux/arm64'],
  );

  const idioms: readonly (readonly [string, string])[] = [
    [
      'tools that run in the stage',
      fetched(
        'RUN wget -O /usr/bin/protoc https://x/protoc-$(uname -m) && protoc -o /out/tool x.proto',
      ),
    ],
    [
      'a stage on the target platform',
      'FROM alpine AS fetch\nRUN wget -O /out/tool https://x/$(uname -m)\nFROM alpine\nCOPY --from=fetch /out/tool /\n',
    ],
    ['the result itself', 'FROM alpine\nRUN wget -O /out/tool https://x/$(uname -m)\n'],
    [
      'what is only asked',
      fetched('RUN echo "built on $(uname -m)" && test "$(arch)" = x86_64 && make -o /out/tool'),
    ],
    [
      'xx, which knows the target',
      fetched('ARG TARGETPLATFORM', 'RUN wget -O /out/tool https://x/$(xx-info arch)'),
    ],
    [
      'TARGETARCH',
      fetched('ARG TARGETARCH', 'RUN uname -m && wget -O /out/tool https://x/$TARGETARCH'),
    ],
    [
      'other files than those that are copied',
      fetched(
        'RUN make && wget -O /tmp/a https://x/$(uname -m) && curl https://x/$(uname -m) > /tmp/b',
        'RUN cp $(arch)/tool /tmp/ && mv $(arch)/tool /tmp/ && ln -s /out/$(arch) /tmp/c && ./x-$(arch) > /tmp/d',
        'RUN GOARCH=$(dpkg --print-architecture) go build -o /tmp/e .',
        'RUN curl -o /tmp/f https://x/$(arch) && curl -sLo /tmp/g https://x/$(arch)',
      ),
    ],
    [
      'what is read, not written',
      fetched('RUN make && ./x-$(arch) < /out/tool && sort dist/$(arch)/list < /out/tool'),
    ],
    ['a program of its own', fetched('RUN make && march && cp dist/$(my-arch)/tool /out/tool')],
    ['packages of the stage', fetched('RUN apt-get install -y gcc-$(uname -m)-linux-gnu && make')],
  ];
  for (const [title, text] of idioms) {
    staysSilent(`about ${title}`, text, amd64);
    staysSilent(`about ${title}, without a builder`, text);
  }
  staysSilent(
    'for the build platform itself',
    fetched('RUN wget -O /out/tool https://x/$(uname -m)'),
    {
      ...amd64,
      targets: ['linux/amd64'],
    },
  );

  says(
    'what goes wrong, and where',
    fetched('RUN wget -O /out/tool https://x/$(uname -m)'),
    [
      'linux/arm64: “uname -m” tells the builder’s architecture, that of linux/amd64, because this stage is on $BUILDPLATFORM; the file that is copied from here is for that.',
    ],
    amd64,
  );

  says(
    'that it does not know the builder, where nobody told',
    fetched('RUN wget -O /out/tool https://x/$(uname -m)'),
    [
      'linux/amd64, linux/arm64: “uname -m” tells the builder’s architecture, whichever it is, because this stage is on $BUILDPLATFORM; the file that is copied from here is for that.',
    ],
  );
  says(
    'all platforms for which it goes wrong',
    fetched('RUN wget -O /out/tool https://x/$(arch)'),
    [
      'linux/arm64, linux/s390x: “arch” tells the builder’s architecture, that of linux/amd64, because this stage is on $BUILDPLATFORM; the file that is copied from here is for that.',
    ],
    { ...amd64, targets: ['linux/amd64', 'linux/arm64', 'linux/s390x'] },
  );

  mends(
    'a probe behind quoted text',
    fetched("RUN wget -O /out/tool 'https://x/y z/'$(dpkg --print-architecture)"),
    [
      [
        'Use $TARGETARCH',
        fetched('ARG TARGETARCH', "RUN wget -O /out/tool 'https://x/y z/'$TARGETARCH"),
      ],
    ],
    amd64,
  );
  mends(
    'a probe in front of quoted text',
    fetched("RUN wget -O /out/tool https://x/$(dpkg --print-architecture)'/y z'"),
    [
      [
        'Use $TARGETARCH',
        fetched('ARG TARGETARCH', "RUN wget -O /out/tool https://x/$TARGETARCH'/y z'"),
      ],
    ],
    amd64,
  );
  mends(
    'a probe in a script that has a variable of the usual name',
    fetched('RUN arch=1; wget -O /out/tool https://x/$(uname -m)/$arch'),
    [
      [
        'Choose the name by $TARGETARCH',
        fetched(
          'ARG TARGETARCH',
          'RUN case "$TARGETARCH" in \\',
          '        amd64) target=x86_64 ;; \\',
          '        arm64) target=aarch64 ;; \\',
          '        *) echo "unsupported: $TARGETARCH" >&2; exit 1 ;; \\',
          '    esac && \\',
          '    arch=1; wget -O /out/tool https://x/$target/$arch',
        ),
      ],
    ],
    amd64,
  );
  for (const probe of ['arch', 'rpm -E %_arch']) {
    mends(
      `${probe} by a case in its words`,
      fetched(`RUN wget -O /out/tool "https://x/$(${probe})/tool"`),
      [
        [
          'Choose the name by $TARGETARCH',
          fetched(
            'ARG TARGETARCH',
            'RUN case "$TARGETARCH" in \\',
            '        amd64) arch=x86_64 ;; \\',
            '        arm64) arch=aarch64 ;; \\',
            '        *) echo "unsupported: $TARGETARCH" >&2; exit 1 ;; \\',
            '    esac && \\',
            '    wget -O /out/tool "https://x/$arch/tool"',
          ),
        ],
      ],
      amd64,
    );
  }
  mends(
    'dpkg by TARGETARCH, which has the same words',
    fetched(
      'RUN apt-get update',
      'RUN wget -O /out/tool "https://x/$(dpkg --print-architecture)/tool"',
    ),
    [
      [
        'Use $TARGETARCH',
        fetched(
          'RUN apt-get update',
          'ARG TARGETARCH',
          'RUN wget -O /out/tool "https://x/$TARGETARCH/tool"',
        ),
      ],
    ],
    amd64,
  );
  mends(
    'uname by a case in its words',
    fetched('RUN ARCH=$(uname -m) && wget -O /out/tool https://x/$ARCH'),
    [
      [
        'Choose the name by $TARGETARCH',
        fetched(
          'ARG TARGETARCH',
          'RUN case "$TARGETARCH" in \\',
          '        amd64) arch=x86_64 ;; \\',
          '        arm64) arch=aarch64 ;; \\',
          '        *) echo "unsupported: $TARGETARCH" >&2; exit 1 ;; \\',
          '    esac && \\',
          '    ARCH=$arch && wget -O /out/tool https://x/$ARCH',
        ),
      ],
    ],
    amd64,
  );
  for (const line of [
    'RUN wget -O /out/tool https://x/$(uname -m | sed s/x86_64/amd64/)',
    'RUN case $(uname -m) in x86_64) a=amd64 ;; *) a=arm64 ;; esac; wget -O /out/tool https://x/$a',
    'RUN wget -O /out/tool https://x/`uname -m`',
    'RUN wget -O /out/tool https://x/$(apk --print-arch)',
    'RUN wget -O /out/tool https://x/$( uname -m)',
    'RUN wget -O /out/tool https://x/$(uname -m )',
  ]) {
    mends(`nothing by a wrong edit: ${line}`, fetched(line), [], amd64);
  }

  for (const [title, line] of [
    [
      'substitutions',
      (share: number) => `RUN wget -O /out/tool ${'https://x/$(uname -m) '.repeat(4_500 * share)}`,
    ],
    [
      'variables',
      (share: number) =>
        `RUN a=$(arch); wget -O /out/tool ${'https://x/$a '.repeat(7_500 * share)}`,
    ],
    [
      'cases',
      (share: number) =>
        `RUN ${'case $(arch) in x) a=b;; esac; wget -O /out/tool x/$a;'.repeat(1_800 * share)}`,
    ],
  ] as const) {
    it(`takes time in proportion to the text: ${title}`, () => {
      assertProportional((share) => {
        findingsOf(fetched(line(share)), amd64);
      });
    });
  }

  it('takes time in proportion to the text: stages that copy from each other', () => {
    const stage = (index: number) =>
      `FROM --platform=$BUILDPLATFORM a AS s${index}\nCOPY --from=s${Math.max(0, index - 1)} /a /b\nRUN gcc -o /a $(uname -m)\n`;
    const stages = Array.from({ length: 1_500 }, (_, index) => stage(index));
    assertProportional((share) => {
      findingsOf(stages.slice(0, stages.length * share).join(''), amd64);
    });
  });
});
