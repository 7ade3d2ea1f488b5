import assert from 'node:assert/strict';
import { findingsOf, ruleTable } from '../../../../support/ruleTable.ts';
import { assertProportional } from '../../../../support/growth.ts';

/** A stage on the build platform, whose output the result gets. */
function built(...lines: readonly string[]): string {
  return `FROM --platform=$BUILDPLATFORM base AS build\n${lines.join('\n')}\nFROM scratch\nCOPY --from=build /app /app\n`;
}

describe('build-platform-stage-ignores-target', () => {
  const { finds, staysSilent, says, mends } = ruleTable('build-platform-stage-ignores-target');
  const amd64 = { buildPlatform: 'linux/amd64' };
  /** Whether the rule finds something in a stage of which anything may be copied. */
  const rulesOf = (line: string) =>
    findingsOf(built(line), amd64)
      .map(({ rule }) => rule)
      .filter((rule) => rule === 'build-platform-stage-ignores-target');

  const mistakes: readonly (readonly [line: string, words: string])[] = [
    ['RUN CGO_ENABLED=0 GOOS=linux go build -o /app ./cmd/app', 'go build'],
    ['RUN cd /src && go install ./...', 'go install'],
    ['RUN cargo build --release && cp target/release/app /app', 'cargo build'],
    ['RUN cargo install --path . --root /app', 'cargo install'],
    ['RUN gcc -O2 -o /app main.c', 'gcc'],
    ['RUN cmake -S . -B build && cmake --build build', 'cmake -S'],
    ['RUN dotnet publish --self-contained -o /app', 'dotnet publish'],
    ['RUN dotnet publish -p:PublishAot=true -o /app', 'dotnet publish'],
    ['RUN xx-go build -o /app .', 'xx-go build'],
  ];
  for (const [line, words] of mistakes) {
    const start =
      words.startsWith('gcc') || words.startsWith('cmake') ? words.split(' ')[0] : words;
    finds(line, built(line), [`1: warning ‹${start}› linux/arm64`], amd64);
  }
  for (const line of [
    ...[
      'xx-cargo build',
      'xx-clang -o /app a.c',
      'xx-clang++ -c a.cc',
      'xx-cc a.c',
      'xx-c++ a.cpp',
    ],
    ...['g++ -o /app a.o', 'cc -c a.c', 'c++ a.cxx', 'clang a.s', 'clang++ start.S', 'gcc a.c'],
    ...['cargo b', 'cargo rustc', 'cargo +nightly --locked build', 'cargo install --path=.'],
    ...['dotnet publish --sc', 'dotnet publish /p:SelfContained=true -o /app'],
    ...['dotnet publish -p:PublishSingleFile=true', 'dotnet publish --self-contained=true'],
    ...[
      'cmake --build b',
      'cmake .',
      'go build -o=/app',
      'GOOS=linux go build',
      'go install ./cmd',
    ],
    ...['gcc -mtarget-x a.c', 'gcc -o /app --targets a.c', 'xx-go install .'],
  ]) {
    it(`finds ${line}`, () => {
      assert.deepEqual(rulesOf(`RUN ${line}`), ['build-platform-stage-ignores-target']);
    });
  }
  for (const line of [
    ...['xx-cargo test', 'xx-go env', 'xx-clang --print-target-triple', 'go run .', 'go vet a.c'],
    ...['cargo test', 'cargo build --target=$T', 'CARGO_BUILD_TARGET=$T cargo build'],
    ...['cargo install ripgrep', 'cargo --version', 'rustup install build'],
    ...['gcc -E a.c', 'gcc -fsyntax-only a.c', 'clang -target $T a.c', 'clang --target $T a.c'],
    ...['gcc a.o', 'gcc a.cpp.txt', 'gcc -dumpmachine', 'cmake', 'cmake -E copy a b', 'cmake -P x'],
    ...[
      'cmake --install b',
      'cmake -DCMAKE_SYSTEM_PROCESSOR=$P .',
      'cmake -DCMAKE_SYSTEM_NAME=x .',
    ],
    ...['cmake -DCMAKE_C_COMPILER_TARGET=$T .', 'dotnet publish', 'dotnet build --self-contained'],
    ...['dotnet publish --self-contained false', 'dotnet publish --sc -r $RID'],
    ...['dotnet publish --sc --arch $A', 'dotnet publish --sc -p:RuntimeIdentifier=$RID'],
    ...['dotnet publish --sc --os linux', 'dotnet publish -p:PublishAot=false'],
    ...['GOOS=windows go build', 'GOARCH=$A go build', 'go install example.com/x@v1'],
    ...['go build -o /dev/null ./...'],
  ]) {
    it(`stays silent about ${line}`, () => {
      assert.deepEqual(rulesOf(`RUN ${line}`), []);
    });
  }
  finds('without a builder, for all of several targets', built('RUN go build -o /app'), [
    '1: warning ‹go build› linux/amd64 linux/arm64',
  ]);
  finds(
    'the first of several, once',
    built('COPY . .', 'RUN go build -o /app ./a && go build -o /app/b ./b', 'RUN go build -o /app'),
    ['2: warning ‹go build› linux/arm64'],
    amd64,
  );
  finds(
    'an ARG that comes too late',
    built('RUN go build -o /app', 'ARG TARGETARCH'),
    ['1: warning ‹go build› linux/arm64'],
    amd64,
  );
  finds(
    'a stage in between that copies on, or is built on it',
    'FROM --platform=$BUILDPLATFORM golang AS build\nRUN go build -o /out/app\nFROM build AS more\nRUN strip /out/app\nFROM alpine AS pack\nCOPY --from=more /out /out\nFROM alpine\nCOPY --from=pack /out/app /\n',
    ['1: warning ‹go build› linux/arm64'],
    amd64,
  );

  const idioms: readonly (readonly [string, string])[] = [
    [
      'the recipe for Go',
      built('ARG TARGETOS TARGETARCH', 'RUN GOOS=$TARGETOS GOARCH=$TARGETARCH go build -o /app'),
    ],
    [
      'an ARG that make, a script or xx may read',
      built('ARG TARGETPLATFORM', 'RUN make && go build -o /app && xx-go build'),
    ],
    [
      'an ARG of the stage that it is built on',
      'FROM --platform=$BUILDPLATFORM golang AS base\nARG TARGETARCH\nFROM base AS build\nRUN go build -o /app\nFROM scratch\nCOPY --from=build /app /\n',
    ],
    ['an argument of its own', built('ARG GOARCH', 'RUN go build -o /app')],
    [
      'a target that is told otherwise',
      built(
        'RUN go env -w GOARCH=$X && go build -o /app',
        'RUN cargo build --target $T',
        'RUN clang --target=$T -o /app a.c',
        'RUN cmake -DCMAKE_TOOLCHAIN_FILE=x.cmake .',
      ),
    ],
    [
      'a constant, which another rule finds',
      built(
        'RUN GOARCH=amd64 go build -o /app',
        'RUN cargo build --target x86_64-unknown-linux-musl',
      ),
    ],
    [
      'portable output',
      built(
        'RUN GOOS=js GOARCH=wasm go build -o /app',
        'RUN dotnet publish -o /app',
        'RUN npm run build && mvn package && tsc',
      ),
    ],
    [
      'tools that run in the stage',
      built(
        'RUN go install google.golang.org/protobuf/cmd/protoc-gen-go@latest && protoc --go_out=/app x.proto',
      ),
    ],
    [
      'a generator whose output is copied',
      'FROM --platform=$BUILDPLATFORM golang AS build\nRUN go build -o /bin/gen ./gen && /bin/gen > /out/docs.json\nFROM alpine\nCOPY --from=build /out/docs.json /\n',
    ],
    [
      'what nothing copies',
      'FROM --platform=$BUILDPLATFORM golang AS lint\nRUN go build -o /lint\nFROM alpine\nRUN --mount=from=lint,target=/l true\n',
    ],
    ['a check that it compiles', built('RUN go build -o /dev/null ./...')],
    [
      'a stage on the target platform',
      'FROM golang AS build\nRUN go build -o /app\nFROM scratch\nCOPY --from=build /app /\n',
    ],
    ['versions and texts', built('RUN gcc --version && cmake --version && echo go build -o /app')],
  ];
  for (const [title, text] of idioms) {
    staysSilent(`about ${title}`, text, amd64);
    staysSilent(`about ${title}, without a builder`, text);
  }
  staysSilent('for the build platform itself', built('RUN go build -o /app'), {
    ...amd64,
    targets: ['linux/amd64'],
  });
  staysSilent('for one target, without a builder', built('RUN go build -o /app'), {
    targets: ['linux/arm64'],
  });

  /** A stage on the build platform that installs packages, and what is copied from it. */
  const installed = (copied: string, ...lines: readonly string[]) =>
    `FROM --platform=$BUILDPLATFORM base AS deps\nWORKDIR /app\n${lines.join('\n')}\nFROM runtime\nCOPY --from=deps ${copied} ${copied}\n`;
  const compilers = {
    apk: 'RUN apk add --no-cache python3 make g++',
    apt: 'RUN apt-get update && apt-get install -y --no-install-recommends build-essential',
  };
  const withCompilers: readonly (readonly [copied: string, install: string, words: string])[] = [
    ['/app/node_modules', 'RUN npm ci --omit=dev', 'npm ci'],
    ['/app', 'RUN npm install && npm run build', 'npm install'],
    ['.', 'RUN yarn install --frozen-lockfile', 'yarn install'],
    ['/app/node_modules/', 'RUN pnpm i --frozen-lockfile', 'pnpm i'],
    [
      '/opt/venv',
      'RUN python3 -m venv /opt/venv && pip install -r requirements.txt',
      'pip install',
    ],
    ['/install', 'RUN pip install --prefix=/install -r requirements.txt', 'pip install'],
    ['/wheels', 'RUN pip wheel -w /wheels -r requirements.txt', 'pip wheel'],
    ['/usr/local/lib/python3.13/site-packages', 'RUN pip3 install numpy', 'pip3 install'],
    ['/root/.local', 'RUN pip install --user .', 'pip install'],
    ['/usr/local/bundle', 'RUN bundle install', 'bundle install'],
    ['/app/vendor/bundle', 'RUN bundle install', 'bundle install'],
    ['/app/node_modules', 'RUN npm i', 'npm i'],
    ['/app/node_modules', 'RUN npm --silent rebuild', 'npm --silent'],
    ['/app/node_modules', 'RUN pnpm install', 'pnpm install'],
    ['/app/node_modules', 'RUN pnpm rebuild', 'pnpm rebuild'],
    ['/app/node_modules', 'RUN yarn', 'yarn'],
    ['/', 'RUN npm ci', 'npm ci'],
    ['/opt/app/lib', 'RUN virtualenv /opt/app && pip install x', 'pip install'],
    ['/w', 'RUN pip install -t /w x', 'pip install'],
    ['/w/x', 'RUN pip install --target=/w x', 'pip install'],
    ['/w', 'RUN pip wheel --wheel-dir=/w x', 'pip wheel'],
  ];
  for (const [copied, install, words] of withCompilers) {
    for (const compiler of Object.values(compilers)) {
      finds(
        `packages that are compiled: ${install}, ${compiler}`,
        installed(copied, compiler, install),
        [`3: warning ‹${words}› linux/arm64`],
        amd64,
      );
    }
    staysSilent(`about packages without a compiler: ${install}`, installed(copied, install), amd64);
    staysSilent(
      `about packages that stay: ${install}`,
      installed('/app/dist', compilers.apk, install),
      amd64,
    );
    staysSilent(
      `about packages for a target that is told: ${install}`,
      installed(copied, compilers.apk, 'ARG TARGETARCH', install),
      amd64,
    );
  }
  finds(
    'extensions of PHP, which are always compiled',
    installed('/usr/local/lib/php/extensions', 'RUN docker-php-ext-install pdo_mysql'),
    ['2: warning ‹docker-php-ext-install pdo_mysql› linux/arm64'],
    amd64,
  );
  finds(
    'extensions of PECL, which are always compiled',
    installed('/usr/local/lib/php/extensions', 'RUN pecl install redis'),
    ['2: warning ‹pecl install› linux/arm64'],
    amd64,
  );
  finds(
    'packages in a folder below',
    installed('/app/web/node_modules', compilers.apk, 'WORKDIR web/', 'RUN npm ci'),
    ['4: warning ‹npm ci› linux/arm64'],
    amd64,
  );
  finds(
    'compilers of the stage that it is built on',
    'FROM --platform=$BUILDPLATFORM node AS tools\nWORKDIR /app\nRUN apk add build-base\nFROM tools AS deps\nRUN npm ci\nFROM node\nCOPY --from=deps /app/node_modules node_modules\n',
    ['4: warning ‹npm ci› linux/arm64'],
    amd64,
  );
  const harmless: readonly (readonly [title: string, copied: string, lines: readonly string[]])[] =
    [
      [
        'packages that are taken away',
        '/app',
        [compilers.apk, 'RUN npm ci && npm run build && rm -rf node_modules'],
      ],
      [
        'packages that are pruned',
        '/app',
        [compilers.apk, 'RUN npm ci', 'RUN npm prune --omit=dev'],
      ],
      ['a tool of the build', '/app', [compilers.apk, 'RUN npm install -g node-gyp']],
      ['packages without scripts', '/app', [compilers.apk, 'RUN npm ci --ignore-scripts']],
      ['packages for a processor that is told', '/app', [compilers.apk, 'RUN npm ci --cpu=arm64']],
      ['a compiler that comes later', '/app', ['RUN npm ci', compilers.apk]],
      ['another folder', '/srv', [compilers.apk, 'RUN npm ci']],
      ['a folder that begins alike', '/app/node_modules2', [compilers.apk, 'RUN npm ci']],
      ['a pattern', '/app/*', [compilers.apk, 'RUN npm ci']],
      ['other tools of the build', '/app', [compilers.apk, 'RUN npm i --global x && pnpm i -g x']],
      ['other commands', '/app', [compilers.apk, 'RUN npm run ci && yarn build && pnpm add']],
      ['lists of PHP', '/usr/local/lib/php', ['RUN pecl list && docker-php-ext-enable x']],
      ['scripts that are off', '/app', [compilers.apk, 'RUN npm ci --ignore-scripts=true']],
      ['a platform that is told', '/app', [compilers.apk, 'RUN npm ci --platform linux']],
      ['an architecture that is told', '/app', [compilers.apk, 'RUN npm ci --target_arch=arm64']],
      ['another that is told', '/app', [compilers.apk, 'RUN npm rebuild --arch arm64']],
      ['packages elsewhere', '/usr/local/lib', [compilers.apk, 'RUN pip install --prefix /x y']],
      [
        'packages of an environment',
        '/usr/local',
        [compilers.apk, 'RUN python -m venv /v && pip install y'],
      ],
      [
        'a folder under one that is not known',
        '/srv',
        [compilers.apk, 'WORKDIR $HOME', 'WORKDIR srv', 'RUN npm ci'],
      ],
      ['a folder that is not known', '/srv', [compilers.apk, 'WORKDIR $HOME', 'RUN npm ci']],
    ];
  for (const [title, copied, lines] of harmless) {
    staysSilent(`about ${title}`, installed(copied, ...lines), amd64);
  }
  mends(
    'packages by the target’s own platform',
    installed('/app/node_modules', compilers.apk, 'RUN npm ci'),
    [
      [
        'Remove --platform',
        installed('/app/node_modules', compilers.apk, 'RUN npm ci').replace(
          '--platform=$BUILDPLATFORM ',
          '',
        ),
      ],
    ],
    amd64,
  );
  says(
    'why packages are of one platform',
    installed('/app/node_modules', compilers.apk, 'RUN npm ci'),
    [
      'linux/arm64: “npm ci” compiles for the builder’s own platform linux/amd64, and the result gets that. Install on the target’s platform: in a stage without --platform=$BUILDPLATFORM.',
    ],
    amd64,
  );

  says(
    'what goes wrong, and what to do',
    built('RUN go build -o /app'),
    [
      'linux/arm64: “go build” compiles for the builder’s own platform linux/amd64, and the result gets that. Declare ARG TARGETOS TARGETARCH above it, and set GOOS and GOARCH from them.',
    ],
    amd64,
  );

  says('that it does not know the builder, where nobody told', built('RUN gcc -o /app a.c'), [
    'linux/amd64, linux/arm64: “gcc” compiles for the builder’s own platform, whichever it is, and all of these get that. Declare ARG TARGETPLATFORM above it, and use a cross compiler such as xx-clang.',
  ]);
  finds(
    'what is compiled beside packages that are taken away',
    built('RUN apk add gcc', 'RUN npm ci && rm -rf node_modules', 'RUN go build -o /app'),
    ['3: warning ‹go build› linux/arm64'],
    amd64,
  );
  finds(
    'what knows its own platform only',
    built('ARG BUILDARCH', 'ENV BUILDPLATFORM=x', 'RUN go build -o /app'),
    ['3: warning ‹go build› linux/arm64'],
    amd64,
  );
  for (const [title, lines] of [
    [
      'an ARG that declares the target among others',
      ['ARG V=1 TARGETARCH', 'RUN make && go build -o /app'],
    ],
    ['an ENV with an architecture among others', ['ENV V=1 GOARCH=$X', 'RUN go build -o /app']],
    ['a target that is told', ['RUN cargo build --target aarch64-unknown-linux-musl']],
    ['an architecture in the shell', ['RUN V=1; ARCH=arm64; go build -o /app']],
  ] as const) {
    staysSilent(`about ${title}`, built(...lines), amd64);
  }
  for (const line of ['ENV V=1 GOARCH=arm64', 'ARG V=1 TARGETARCH']) {
    staysSilent(
      `about a stage on one with ${line}`,
      `FROM --platform=$BUILDPLATFORM golang AS base\nRUN x\n${line}\nFROM base AS build\nRUN go build -o /app\nFROM scratch\nCOPY --from=build /app /app\n`,
      amd64,
    );
  }

  mends(
    'Go by its recipe, right above the step',
    built(
      'COPY go.mod .',
      'RUN go mod download',
      'RUN CGO_ENABLED=0 go build -o /app . && GOOS=linux go build -o /app/b ./b',
    ),
    [
      [
        'Compile for the target',
        built(
          'COPY go.mod .',
          'RUN go mod download',
          'ARG TARGETOS TARGETARCH',
          'RUN CGO_ENABLED=0 GOOS=$TARGETOS GOARCH=$TARGETARCH go build -o /app . && GOOS=linux GOARCH=$TARGETARCH go build -o /app/b ./b',
        ),
      ],
    ],
    amd64,
  );
  mends(
    'Go with its comments, and other line ends',
    built('# Without C.', '# Small.', 'RUN go build -o /app .').replaceAll('\n', '\r\n'),
    [
      [
        'Compile for the target',
        built(
          'ARG TARGETOS TARGETARCH',
          '# Without C.',
          '# Small.',
          'RUN GOOS=$TARGETOS GOARCH=$TARGETARCH go build -o /app .',
        ).replaceAll('\n', '\r\n'),
      ],
    ],
    amd64,
  );
  mends(
    'xx by the argument that it reads',
    built('RUN xx-go build -o /app'),
    [['Add ARG TARGETPLATFORM', built('ARG TARGETPLATFORM', 'RUN xx-go build -o /app')]],
    amd64,
  );
  mends(
    '.NET by the architecture',
    built('RUN dotnet publish --self-contained -o /app'),
    [
      [
        'Compile for the target',
        built('ARG TARGETARCH', 'RUN dotnet publish -a $TARGETARCH --self-contained -o /app'),
      ],
    ],
    amd64,
  );
  for (const [line, mended, names] of [
    [
      'env CGO_ENABLED=0 go build -o /app',
      'env CGO_ENABLED=0 GOOS=$TARGETOS GOARCH=$TARGETARCH go build -o /app',
    ],
    ['sudo go build -o /app', 'sudo GOOS=$TARGETOS GOARCH=$TARGETARCH go build -o /app'],
    ['GOOS=linux go build -o /app', 'GOOS=linux GOARCH=$TARGETARCH go build -o /app', 'TARGETARCH'],
    [
      'go build -ldflags=-X-race -o /app',
      'GOOS=$TARGETOS GOARCH=$TARGETARCH go build -ldflags=-X-race -o /app',
    ],
  ] as const) {
    mends(
      `Go as ${line}`,
      `FROM a AS other\nENV CGO_ENABLED=1\n${built('COPY . .', `RUN ${line}`)}`,
      [
        [
          'Compile for the target',
          `FROM a AS other\nENV CGO_ENABLED=1\n${built('COPY . .', `ARG ${names ?? 'TARGETOS TARGETARCH'}`, `RUN ${mended}`)}`,
        ],
      ],
      amd64,
    );
  }
  const unmendable: readonly string[] = [
    'RUN time go build -o /app',
    'RUN go build -buildmode=pie -o /app',
    'RUN CGO_ENABLED="1" go build -o /app',
    'RUN go build -o /app && go build -msan -o /app/b ./b',
    'RUN dotnet publish -p:PublishAot=true -o /app',
    'RUN dotnet publish --self-contained --no-restore -o /app',
    'RUN CGO_ENABLED=1 go build -o /app',
    'ENV CGO_ENABLED=1\nRUN go build -o /app',
    'RUN go build -race -o /app',
    'RUN ["go", "build", "-o", "/app"]',
    'RUN cargo build',
    'RUN gcc -o /app a.c',
    'RUN go build -o /app && cargo build --release',
    'RUN ["dotnet", "publish", "--self-contained", "-o", "/app"]',
    'RUN dotnet publish --self-contained -o /app/a a && dotnet publish --self-contained --no-restore -o /app/b b',
  ];
  for (const line of unmendable) mends(`nothing by a wrong edit: ${line}`, built(line), [], amd64);

  mends(
    'nothing for xx where an ARG hides the value',
    `ARG TARGETPLATFORM=linux/amd64\n${built('RUN xx-go build -o /app')}`,
    [],
    amd64,
  );

  for (const [title, head, piece, count] of [
    ['commands', 'RUN ', 'go build -o /app;', 2_400],
    ['words', 'RUN go build ', '-o /app ', 12_000],
    ['steps', '', 'RUN go build -o /app\n', 1_200],
  ] as const) {
    it(`takes time in proportion to the text: ${title}`, () => {
      assertProportional((share) => {
        findingsOf(built(head + piece.repeat(count * share)), amd64);
      });
    });
  }
});
