import type { Builder } from '../../../../../src/core/build/workerNode.ts';
import type { Fact } from '../../../../../src/core/facts.ts';
import { indexOf } from '../../../../support/imageFacts.ts';
import { ruleTable } from '../../../../support/ruleTable.ts';

/** One node on amd64 that emulates arm64. */
const emulating: Fact<Builder> = builder([
  { native: 'linux/amd64', emulated: ['arm64'], platforms: ['linux/amd64', 'linux/arm64'] },
]);
const farm = builder([
  { native: 'linux/amd64', emulated: [], platforms: ['linux/amd64'] },
  { native: 'linux/arm64', emulated: [], platforms: ['linux/arm64'] },
]);

function builder(
  nodes: readonly { native: string; emulated: readonly string[]; platforms: readonly string[] }[],
): Fact<Builder> {
  return {
    known: true,
    asOf: 0,
    value: {
      name: 'farm',
      driver: 'remote',
      current: true,
      nodes: nodes.map(({ platforms, emulated }, index) => ({
        name: `n${index}`,
        endpoint: 'e',
        status: 'running',
        platforms,
        pinned: [],
        emulators: emulated.map((architecture) => ({
          name: `qemu-${architecture}`,
          architecture,
          interpreter: '/q',
          fixed: true,
        })),
      })),
    },
  };
}

describe('emulated-compile', () => {
  const { finds, staysSilent, says } = ruleTable('emulated-compile');
  const on = { builder: emulating };
  const found = (words: string, line = 1) => [`${line}: information ‹${words}› linux/arm64`];

  describe('finds', () => {
    finds('go', 'FROM a\nRUN CGO_ENABLED=1 go build -o x .\n', found('go build'), on);
    finds('cargo', 'FROM a\nRUN cd /s && cargo build --release\n', found('cargo build'), on);
    finds('a compiler', 'FROM a\nRUN gcc -O2 a.c\n', found('gcc'), on);
    finds('make', 'FROM a\nRUN ./configure && make -j4\n', found('make'), on);
    finds('cmake', 'FROM a\nRUN cmake -S . -B b && cmake --build b\n', found('cmake --build'), on);
    finds('npm', 'FROM a\nRUN npm --loglevel=warn ci\n', found('npm --loglevel=warn ci'), on);
    finds(
      'pip as a module',
      'FROM a\nRUN python3 -m pip install x\n',
      found('python3 -m pip install'),
      on,
    );
    finds('exec form', 'FROM a\nRUN ["cargo", "build"]\n', found('cargo", "build'), on);
    finds('the first of several', 'FROM a\nRUN make\nRUN make install\n', found('make'), on);
    for (const [line, words] of [
      ['rustc a.rs', 'rustc'],
      ['cargo +nightly build', 'cargo +nightly build'],
      ['cargo chef cook --release', 'cargo chef'],
      ['swift build -c release', 'swift build'],
      ['bazel --batch build //x', 'bazel --batch build'],
      ['clang++-18 -O2 a.cc', 'clang++-18'],
      ['/usr/bin/gcc a.c', '/usr/bin/gcc'],
      ['ninja -C b', 'ninja'],
      ['meson compile -C b', 'meson compile'],
      ['yarn install', 'yarn install'],
      ['npx webpack', 'npx webpack'],
      ['pip3.13 wheel x', 'pip3.13 wheel'],
      ['python -m pip install x', 'python -m pip install'],
      ['python3.13 -m pip install x', 'python3.13 -m pip install'],
      ['uv sync', 'uv sync'],
      ['bundle install', 'bundle install'],
      ['docker-php-ext-install gd', 'docker-php-ext-install'],
      ['./mvnw package', './mvnw'],
      ['dotnet publish -c Release', 'dotnet publish'],
      ['Rscript -e x', 'Rscript'],
      ['sudo make install', 'make'],
      ['cd b && cmake .. && make all --version-file=x', 'make'],
    ] as const) {
      finds(line, `FROM a\nRUN ${line}\n`, found(words), on);
    }
    finds(
      'a stage that is copied from',
      'FROM a AS b\nRUN make\nFROM c\nCOPY --from=b / /\n',
      found('make'),
      on,
    );
  });

  describe('stays silent', () => {
    staysSilent('without a builder', 'FROM a\nRUN make\n');
    staysSilent('on native nodes', 'FROM a\nRUN make\n', { builder: farm });
    staysSilent(
      'on the build platform',
      'FROM --platform=$BUILDPLATFORM a AS b\nRUN make\nFROM c\nCOPY --from=b / /\n',
      on,
    );
    staysSilent(
      'about quick steps',
      'FROM a\nRUN apk add make && go version && npm config list && mkdir cargo\n',
      on,
    );
    staysSilent('about a question', 'FROM a\nRUN gcc --version\n', on);
    for (const line of [
      'make --help && cargo build --help',
      'python3 -m venv /v && python3 -m pip list && python3 pip install',
      'mypython -m pip install x && python-config -m pip install x',
      'python x pip install && python -m pipx install x',
      'pip list && npm run install && yarn && uv version && npx cowsay',
      'cargo --list && go env build',
      'meson setup b && dotnet restore',
      'cmake --install b && xcmake --build b',
      '"$CC" gcc a.c',
    ]) {
      staysSilent(`about ${line}`, `FROM a\nRUN ${line}\n`, on);
    }
    staysSilent('about configuring', 'FROM a\nRUN cmake -S . -B b\n', on);
    staysSilent('about text', 'FROM a\nRUN echo "go build ." > notes\n', on);
    staysSilent('about stages that are not needed', 'FROM a\nRUN make\nFROM b\n', on);
  });

  says(
    'which builder, and what to do',
    'FROM a\nRUN make\n',
    [
      'linux/arm64: the builder “farm” emulates the processor for make, many times slower than a native one. Compile on $BUILDPLATFORM for the target, or add a native node.',
    ],
    on,
  );
});

describe('emulated-compile, mended', () => {
  const { mends } = ruleTable('emulated-compile');
  const image = indexOf('linux/amd64', 'linux/arm64');
  const images = {
    'docker.io/library/golang:1.25': image,
    'docker.io/library/node:22': image,
    'docker.io/library/maven:3': image,
    'docker.io/library/arm:1': indexOf('linux/arm64'),
  };
  const on = { builder: emulating, images };
  const file = (from: string, lines: readonly string[], copied: string) =>
    [`FROM ${from} AS build`, ...lines, 'FROM scratch', `COPY --from=build ${copied} /x`, ''].join(
      '\n',
    );

  mends(
    'Go by its variables, on the build platform',
    file(
      'golang:1.25',
      ['RUN apk add git && go mod download', '# c', 'RUN CGO_ENABLED=0 go build -o /app .'],
      '/app',
    ),
    [
      [
        'Compile on $BUILDPLATFORM for the target',
        file(
          '--platform=$BUILDPLATFORM golang:1.25',
          [
            'RUN apk add git && go mod download',
            'ARG TARGETOS TARGETARCH',
            '# c',
            'RUN CGO_ENABLED=0 GOOS=$TARGETOS GOARCH=$TARGETARCH go build -o /app .',
          ],
          '/app',
        ),
      ],
    ],
    on,
  );
  for (const [title, from, line, output] of [
    ['a jar', 'maven:3', 'RUN mvn package', 'target/app.jar'],
    ['files for a browser', 'node:22', 'RUN npm ci && npm run build', '/app/dist'],
  ] as const) {
    mends(
      `${title} by making it once`,
      file(from, [line], output),
      [
        [
          'Build it once, on $BUILDPLATFORM',
          file(`--platform=$BUILDPLATFORM ${from}`, [line], output),
        ],
      ],
      on,
    );
  }
  const go = 'RUN CGO_ENABLED=0 go build -o /app .';
  const cross = 'GOOS=$TARGETOS GOARCH=$TARGETARCH go build -o /app .';
  mends(
    'Go without C by ENV, and with data that all images get',
    file(
      'golang:1.25',
      ['ENV A=1 CGO_ENABLED=0', 'RUN go build -o /app .'],
      '/etc/ssl/certs/ca.pem /app',
    ),
    [
      [
        'Compile on $BUILDPLATFORM for the target',
        file(
          '--platform=$BUILDPLATFORM golang:1.25',
          ['ENV A=1 CGO_ENABLED=0', 'ARG TARGETOS TARGETARCH', `RUN ${cross}`],
          '/etc/ssl/certs/ca.pem /app',
        ),
      ],
    ],
    on,
  );
  const beside = (from: string) =>
    `${file(from, ['RUN mvn package'], 'target/app.jar').replace('FROM scratch', 'FROM maven:3 AS other\nFROM scratch')}COPY --from=other /usr/bin/x /x\nCOPY --from=alpine:3 /y /y\n`;
  mends(
    'a jar beside what other stages and images give',
    beside('maven:3'),
    [['Build it once, on $BUILDPLATFORM', beside('--platform=$BUILDPLATFORM maven:3')]],
    on,
  );
  for (const [title, text] of [
    ['C code by ENV', file('golang:1.25', ['ENV CGO_ENABLED=1', 'RUN go build -o /app .'], '/app')],
    ['another setting', file('golang:1.25', ['ENV A=0', 'RUN B=0 go build -o /app .'], '/app')],
    ['an ARG', file('golang:1.25', ['ARG CGO_ENABLED=0', 'RUN go build -o /app .'], '/app')],
    [
      'C code in one of two programs',
      file(
        'golang:1.25',
        ['RUN CGO_ENABLED=0 go build -o /app . && go build -o /b ./b'],
        '/app /b',
      ),
    ],
    [
      'a target that is set',
      file('golang:1.25', ['RUN GOARCH=arm64 CGO_ENABLED=0 go build -o /app .'], '/app'),
    ],
    [
      'tools with similar names',
      file('golang:1.25', ['RUN gox && CGO_ENABLED=0 go build -o /app .'], '/app'),
    ],
    [
      'other tools with similar names',
      file('golang:1.25', ['RUN cargo-go && CGO_ENABLED=0 go build -o /app .'], '/app'),
    ],
    [
      'Debian’s look at the machine',
      file('golang:1.25', ['RUN dpkg -i x', 'RUN CGO_ENABLED=0 go build -o /app .'], '/app'),
    ],
    [
      'a program that is not known',
      file('golang:1.25', ['RUN "$GO" env; CGO_ENABLED=0 go build -o /app .'], '/app'),
    ],
    [
      'a script that is read',
      file('golang:1.25', ['RUN . ./env; CGO_ENABLED=0 go build -o /app .'], '/app'),
    ],
    [
      'another shell',
      file(
        'golang:1.25',
        ['RUN CGO_ENABLED=0 go build -o /app .', 'SHELL ["pwsh", "-c"]', 'RUN x'],
        '/app',
      ),
    ],
    [
      'an ONBUILD',
      file('golang:1.25', ['ONBUILD RUN x', 'RUN CGO_ENABLED=0 go build -o /app .'], '/app'),
    ],
    [
      'a stage below',
      `FROM golang:1.25 AS base\n${file('base', ['RUN CGO_ENABLED=0 go build -o /app .'], '/app')}`,
    ],
    [
      'a mount of it',
      `${file('golang:1.25', ['RUN CGO_ENABLED=0 go build -o /app .'], '/app')}RUN --mount=from=build,target=/x cp /x/app /y\n`,
    ],
    ['nothing but data', file('maven:3', ['RUN mvn package'], '/etc/passwd')],
    ['files for a browser beside others', file('node:22', ['RUN npm ci'], '/app/dist /app/x')],
    ['tools beside npm', file('node:22', ['RUN npm ci && make'], '/app/dist')],
  ] as const) {
    mends(`nothing because of ${title}`, text, [], on);
  }
  for (const [title, text] of [
    ['C code', file('golang:1.25', ['RUN go build -o /app .'], '/app')],
    ['a program beside it', file('golang:1.25', ['RUN apk add git', go], '/app /usr/bin/git')],
    ['another compiler', file('golang:1.25', [go, 'RUN make'], '/app')],
    ['modules with programs', file('node:22', ['RUN npm ci'], '/app/node_modules')],
    ['a base that is unknown', file('golang:1', [go], '/app')],
    ['a base without the build platform', file('arm:1', [go], '/app')],
    ['a platform that is said', file('--platform=$TARGETPLATFORM golang:1.25', [go], '/app')],
    ['a look at the machine', file('golang:1.25', ['RUN uname -m', go], '/app')],
    ['a stage that is the result', `FROM golang:1.25\n${go}\n`],
    [
      'a stage on it',
      `FROM golang:1.25 AS b\n${go}\nFROM b\nRUN true\nFROM scratch\nCOPY --from=b /app /\nCOPY --from=1 /app /y\n`,
    ],
  ] as const) {
    mends(`nothing because of ${title}`, text, [], on);
  }
});

describe('platform-not-buildable', () => {
  const { finds, staysSilent, mends } = ruleTable('platform-not-buildable');
  const targets = ['linux/amd64', 'linux/s390x'];
  const on = { builder: emulating, targets };
  const found = (line: number, words: string) => [`${line}: warning ‹${words}› linux/s390x`];

  finds('a RUN', 'FROM a\nRUN x\nRUN y\n', found(1, 'RUN'), on);
  finds('an ONBUILD of a stage', 'FROM a AS b\nONBUILD RUN x\nFROM b\n', found(2, 'b'), on);
  staysSilent('about stages that copy', 'FROM a\nCOPY x y\n', on);
  staysSilent(
    'about stages on the build platform',
    'FROM --platform=$BUILDPLATFORM a AS b\nRUN x\nFROM c\nCOPY --from=b / /\n',
    on,
  );
  staysSilent('about what is emulated', 'FROM a\nRUN x\n', { builder: emulating });
  staysSilent('without a builder', 'FROM a\nRUN x\n', { targets });
  staysSilent('about a builder that was not started', 'FROM a\nRUN x\n', {
    targets,
    builder: builder([{ native: '', emulated: [], platforms: [] }]),
  });
  mends(
    'by other targets',
    'FROM a\nRUN x\n',
    [['Remove linux/s390x from the targets', 'drop-targets linux/s390x']],
    on,
  );
});
