import { findingsOf, ruleTable } from '../../../../support/ruleTable.ts';
import { assertProportional } from '../../../../support/growth.ts';

/** A stage on the build platform, whose output the result gets. */
function built(...lines: readonly string[]): string {
  return `FROM --platform=$BUILDPLATFORM base AS build\n${lines.join('\n')}\nFROM scratch\nCOPY --from=build /app /app\n`;
}

describe('build-platform-stage-ignores-target', () => {
  const { finds, staysSilent, says, mends } = ruleTable('build-platform-stage-ignores-target');
  const amd64 = { buildPlatform: 'linux/amd64' };

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

  says(
    'what goes wrong, and what to do',
    built('RUN go build -o /app'),
    [
      'linux/arm64: “go build” compiles for the builder’s own platform linux/amd64, and the result gets that. Declare ARG TARGETOS TARGETARCH above it, and set GOOS and GOARCH from them.',
    ],
    amd64,
  );

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
  const unmendable: readonly string[] = [
    'RUN dotnet publish -p:PublishAot=true -o /app',
    'RUN dotnet publish --self-contained --no-restore -o /app',
    'RUN CGO_ENABLED=1 go build -o /app',
    'ENV CGO_ENABLED=1\nRUN go build -o /app',
    'RUN go build -race -o /app',
    'RUN ["go", "build", "-o", "/app"]',
    'RUN cargo build',
    'RUN gcc -o /app a.c',
  ];
  for (const line of unmendable) mends(`nothing by a wrong edit: ${line}`, built(line), [], amd64);

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
