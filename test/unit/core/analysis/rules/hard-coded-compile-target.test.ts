import { findingsOf, ruleTable } from '../../../../support/ruleTable.ts';
import { assertProportional } from '../../../../support/growth.ts';

/** A stage of its own on the build platform, whose output the result gets. */
function built(...lines: readonly string[]): string {
  return `FROM --platform=$BUILDPLATFORM golang:1.24 AS build\n${lines.join('\n')}\nFROM scratch\nCOPY --from=build /app /app\n`;
}

describe('hard-coded-compile-target', () => {
  const { finds, staysSilent, says, mends } = ruleTable('hard-coded-compile-target');

  const mistakes: readonly (readonly [line: string, words: string, architecture?: 'arm64'])[] = [
    ['RUN CGO_ENABLED=0 GOOS=linux GOARCH=amd64 go build -o /app .', 'GOARCH=amd64'],
    ['RUN export GOARCH="arm64" && go build -o /app .', 'GOARCH="arm64"', 'arm64'],
    ['RUN env GOARCH=amd64 make', 'GOARCH=amd64'],
    ['RUN go env -w GOARCH=amd64 && go build', 'GOARCH=amd64'],
    ['ENV CGO_ENABLED=0 GOARCH=amd64', 'GOARCH=amd64'],
    ['ENV GOARCH amd64', 'GOARCH amd64'],
    [
      'RUN cargo build --release --target x86_64-unknown-linux-musl',
      '--target x86_64-unknown-linux-musl',
    ],
    [
      'RUN cargo build --target=aarch64-unknown-linux-gnu',
      '--target=aarch64-unknown-linux-gnu',
      'arm64',
    ],
    [
      'ENV CARGO_BUILD_TARGET=x86_64-unknown-linux-musl',
      'CARGO_BUILD_TARGET=x86_64-unknown-linux-musl',
    ],
    ['RUN dotnet publish -c Release -r linux-x64 -o /app', '-r linux-x64'],
    ['RUN dotnet publish --runtime linux-musl-arm64', '--runtime linux-musl-arm64', 'arm64'],
    ['RUN dotnet publish -p:RuntimeIdentifier=linux-x64', '-p:RuntimeIdentifier=linux-x64'],
    ['RUN gcc -O2 -march=x86-64-v3 -o /app main.c', '-march=x86-64-v3'],
    ['RUN CFLAGS="-O3 -march=haswell" make', '-march=haswell'],
    ['RUN make CROSS_COMPILE=aarch64-linux-gnu-', 'CROSS_COMPILE=aarch64-linux-gnu-', 'arm64'],
    ['RUN gcc -O2 -msse4.2 -o /app main.c', '-msse4.2'],
    ['RUN make CXXFLAGS="-O3 -mavx -mavx2 -mfma"', '-mavx -mavx2 -mfma'],
    ['RUN cmake -DCMAKE_C_FLAGS=-mavx512f . && make', '-mavx512f'],
    ['RUN CFLAGS=-mssse3 make', '-mssse3'],
    ['ENV CXXFLAGS="-msse4.1"', 'CXXFLAGS="-msse4.1"'],
    ['RUN ./configure --host=x86_64-linux-gnu --prefix=/app', '--host=x86_64-linux-gnu'],
    ['RUN npm_config_arch=x64 npm ci', 'npm_config_arch=x64'],
    ['RUN npm rebuild --arch=x64', '--arch=x64'],
    ['RUN npm rebuild --target_arch arm64 bcrypt', '--target_arch arm64', 'arm64'],
    ['RUN npm ci --cpu=x64 --os=linux', '--cpu=x64'],
    ['RUN node-gyp rebuild --arch=x64', '--arch=x64'],
    ['RUN GOARCH=amd64 go install ./...', 'GOARCH=amd64'],
    ['RUN GOARCH=amd64 go test -c -o /app', 'GOARCH=amd64'],
    ['ENV CFLAGS="-O3 -march=x86-64-v3"', 'CFLAGS="-O3 -march=x86-64-v3"'],
    ['RUN CFLAGS=-march=haswell make', '-march=haswell'],
    ['RUN make CFLAGS=-march=armv8.2-a', '-march=armv8.2-a', 'arm64'],
    [
      'RUN make CROSS_COMPILE=/opt/bin/x86_64-linux-gnu-',
      'CROSS_COMPILE=/opt/bin/x86_64-linux-gnu-',
    ],
    ['ENV CROSS_COMPILE=aarch64-linux-gnu-', 'CROSS_COMPILE=aarch64-linux-gnu-', 'arm64'],
    ['RUN npm_config_target_arch=x64 npm ci', 'npm_config_target_arch=x64'],
    ['RUN npm --silent ci --cpu x64 --os linux', '--cpu x64'],
    ['RUN npm ci --os=$OS --cpu=x64', '--cpu=x64'],
    ['RUN npm_config_platform="linux" npm_config_arch=x64 npm ci', 'npm_config_arch=x64'],
    ['RUN yarn --arch=x64', '--arch=x64'],
    ['RUN dotnet publish -a x64', '-a x64'],
    ['RUN dotnet build --arch arm64 -o /app', '--arch arm64', 'arm64'],
    [
      'RUN dotnet pack /p:RuntimeIdentifier=linux-arm64',
      '/p:RuntimeIdentifier=linux-arm64',
      'arm64',
    ],
    [
      'RUN dotnet publish --property:RuntimeIdentifier=linux-bionic-x64',
      '--property:RuntimeIdentifier=linux-bionic-x64',
    ],
    [
      'RUN python3 -m pip download --platform manylinux_2_28_aarch64 x',
      '--platform manylinux_2_28_aarch64',
      'arm64',
    ],
    ['RUN python -m pip download --platform linux_x86_64 x', '--platform linux_x86_64'],
    ['RUN uv pip install --platform musllinux_1_2_x86_64 x', '--platform musllinux_1_2_x86_64'],
    ['RUN pip3.13 download --platform manylinux1_x86_64 x', '--platform manylinux1_x86_64'],
    [
      'RUN cross build --target aarch64-unknown-linux-gnu',
      '--target aarch64-unknown-linux-gnu',
      'arm64',
    ],
    ['RUN clang++ --target=x86_64-pc-linux-gnu -o /app a.cc', '--target=x86_64-pc-linux-gnu'],
    ['RUN ./autogen.sh --host aarch64-linux-gnu', '--host aarch64-linux-gnu', 'arm64'],
    ["ENV GOARCH='arm64'", "GOARCH='arm64'", 'arm64'],
    ['ENV GOOS=linux GOARCH=amd64', 'GOARCH=amd64'],
    ['ENV MY_GOOS=windows GOOS_OF_HOST=darwin GOARCH=amd64', 'GOARCH=amd64'],
    [
      'RUN pip install --platform manylinux2014_x86_64 --only-binary=:all: -t /app x',
      '--platform manylinux2014_x86_64',
    ],
  ];
  for (const [line, words, architecture] of mistakes) {
    finds(line, built(line), [
      `1: warning ‹${words}› ${architecture === 'arm64' ? 'linux/amd64' : 'linux/arm64'}`,
    ]);
  }
  for (const name of ['CROSS_CMAKE_OBJECT_FLAGS', 'AARCH64_CFLAGS', 'TOOLCHAIN_CFLAGS']) {
    staysSilent(`flags of a cross compiler: ${name}`, built(`ENV ${name}="-O2 -march=armv8-a"`));
  }
  for (const line of [
    './mvnw package -Dos.detected.classifier=linux-x86_64',
    'gradle build -Dos.detected.arch=x86_64',
  ]) {
    finds(line, `FROM maven:3\nRUN ${line}\n`, [`1: warning ‹${line.split(' ')[2]}› linux/arm64`]);
  }
  finds(
    'what is restored and then published for one architecture',
    built('RUN dotnet restore -r linux-x64', 'RUN dotnet publish -r linux-x64 --no-restore'),
    ['1: warning ‹-r linux-x64› linux/arm64', '2: warning ‹-r linux-x64› linux/arm64'],
  );
  finds(
    'the same in the result itself, for each target of another architecture',
    'FROM golang:1.24\nRUN GOARCH=amd64 go build -o /app .\n',
    ['1: warning ‹GOARCH=amd64› linux/arm64 linux/arm/v7'],
    { targets: ['linux/amd64', 'linux/arm64', 'linux/arm/v7'] },
  );

  finds(
    'a runtime for 386, in two words of .NET',
    built('RUN dotnet publish -r linux-x86 -o /app'),
    ['1: warning ‹-r linux-x86› linux/arm64'],
    { targets: ['linux/386', 'linux/arm64'] },
  );
  finds(
    'what a version of pip installs into a mount, and not what a compiler makes there',
    'FROM python AS wheels\nRUN pip3 install --platform manylinux2014_x86_64 --only-binary=:all: -t /w x && GOARCH=amd64 go build -o /w/y\nFROM python\nRUN --mount=from=wheels,source=/w,target=/w cp -r /w /app\n',
    ['1: warning ‹--platform manylinux2014_x86_64› linux/arm64'],
  );
  finds(
    'what is restored for one architecture, only in front of what is published for it',
    built(
      'RUN dotnet restore -r linux-x64 a',
      'RUN dotnet publish -r linux-x64 a',
      'RUN dotnet restore -r linux-x64 b',
      'RUN dotnet publish b',
    ),
    ['1: warning ‹-r linux-x64› linux/arm64', '2: warning ‹-r linux-x64› linux/arm64'],
  );

  finds(
    'no restore in front of another compiler’s target',
    built(
      'RUN dotnet restore -r linux-x64',
      'RUN GOARCH=amd64 go build -o /app && dotnet publish -o /app',
    ),
    ['2: warning ‹GOARCH=amd64› linux/arm64'],
  );
  finds(
    'what pip installs into a mount',
    'FROM python AS wheels\nRUN pip install --platform manylinux2014_x86_64 --only-binary=:all: -t /w x\nFROM python\nRUN --mount=from=wheels,source=/w,target=/w cp -r /w /app\n',
    ['1: warning ‹--platform manylinux2014_x86_64› linux/arm64'],
  );

  const idioms: readonly (readonly [string, string])[] = [
    [
      'what only the one target of that architecture reaches',
      'FROM golang AS x-amd64\nRUN GOARCH=amd64 go build -o /app\nFROM golang AS x-arm64\nRUN GOARCH=arm64 go build -o /app\nFROM x-${TARGETARCH}\n',
    ],
    [
      'a stage for one architecture from which all copy',
      'FROM golang AS build-amd64\nRUN GOARCH=amd64 go build -o /app\nFROM scratch\nCOPY --from=build-amd64 /app /app\n',
    ],
    ['a system that is a variable', built('ENV GOOS=$X GOARCH=wasm')],
    [
      'programs with similar names',
      built(
        'RUN xcargo --target x86_64-unknown-linux-gnu && cargo-x --target x86_64-unknown-linux-gnu',
        'RUN reconfigure --host=x86_64-linux-gnu && configure2 --host=x86_64-linux-gnu',
        'RUN pipx install --platform linux_x86_64 x && mypip --platform linux_x86_64',
        'RUN my-npm ci --cpu=x64 && npmx ci --cpu=x64 && xnode-gyp --arch=x64 && node-gyp2 --arch=x64',
        'RUN mvn2 -Dos.detected.arch=x86_64 && amvn -Dos.detected.arch=x86_64',
        'RUN python -m wheels --platform linux_x86_64 && mypython pip --platform linux_x86_64',
        'RUN python3-config pip --platform linux_x86_64 && dotnet2 publish -r linux-x64',
      ),
    ],
    [
      'other commands of the same programs',
      built(
        'RUN dotnet run -r linux-x64 && dotnet nuget-publish -r linux-x64 && dotnet publisher -r linux-x64',
        'RUN npm outdated --cpu=x64 && npm reinstall --cpu=x64 && npm ci-all --cpu=x64',
        'RUN GOARCH=amd64 go vet && go build GOARCH=amd64',
      ),
    ],
    [
      'other words of the same options',
      built(
        'RUN dotnet publish -r alinux-x64 -r linux-x64-musl -p:MyRuntimeIdentifier=linux-x64 -p:Runtime=linux-x64 -xp:RuntimeIdentifier=linux-x64',
        'RUN pip download --platform xlinux_x86_64 --platform linux_x86_64_2 --platform x86_64 x',
        'RUN cargo build --target my-x86_64-unknown-linux-gnu && cargo build --target x86_64-unknown-linux-uclibc',
        'RUN dotnet publish -r && npm ci --cpu',
        'RUN GOARCH= go build -o /app',
      ),
    ],
    ['packages for Windows, in two words', built('RUN npm ci --os win32 --cpu x64')],
    [
      'a variable that only ends like a setting',
      built('ENV FLAGSET=-march=haswell GOARCH_FLAGS=x'),
    ],
    ['other settings', built('ENV MY_GOARCH=amd64 GOARCH_OF=amd64')],
    [
      'TARGETARCH',
      built(
        'ARG TARGETOS TARGETARCH',
        'RUN GOOS=$TARGETOS GOARCH=${TARGETARCH} go build -o /app .',
      ),
    ],
    ['a default', built('ARG TARGETARCH', 'RUN GOARCH=${TARGETARCH:-amd64} go build -o /app .')],
    [
      'WebAssembly and eBPF',
      built(
        'RUN GOOS=js GOARCH=wasm go build -o /app . && clang -target bpf -march=bpfel x.c && cargo build --target wasm32-unknown-unknown',
      ),
    ],
    [
      'programs for other systems',
      built(
        'RUN GOOS=windows GOARCH=amd64 go build -o /app.exe .',
        'RUN dotnet publish -r win-x64',
        'RUN npm rebuild --arch=$arch',
        'RUN npm run build -- --arch=any',
        'RUN mvn package -Dos.detected.classifier=osx-x86_64',
      ),
    ],
    [
      'the tools of the builder that Maven chooses',
      'FROM --platform=$BUILDPLATFORM maven AS build\nRUN mvn package -Dos.detected.classifier=linux-x86_64\nFROM eclipse-temurin\nCOPY --from=build /app.jar /app.jar\n',
    ],
    ['options of a script', built('RUN npm run package -- --platform=linux --arch=x64')],
    ['options of a script of npm', built('RUN npm run package --arch=x64')],
    ['options of a script of Yarn', built('RUN yarn dist --arch x64 --platform linux')],
    ['what follows two dashes', built('RUN npm rebuild -- --arch=x64')],
    ['addons for macOS', built('RUN electron-rebuild --platform=darwin --arch=x64')],
    ['packages for Windows', built('RUN npm install --os=win32 --cpu=x64 sharp')],
    [
      'packages for Windows by the environment',
      built('RUN npm_config_platform=win32 npm_config_arch=x64 npm ci'),
    ],
    [
      'packages for Windows by ENV',
      built('ENV npm_config_platform=win32 npm_config_arch=x64', 'RUN npm ci'),
    ],
    [
      'what is restored and published for all',
      built('RUN dotnet restore -r linux-x64', 'RUN dotnet publish --no-restore -o /app'),
    ],
    [
      'all architectures at once',
      built('RUN GOARCH=amd64 go build -o /app/amd64 . && GOARCH=arm64 go build -o /app/arm64 .'),
    ],
    ['a loop', built('RUN for a in amd64 arm64; do GOARCH=$a go build -o /app/$a .; done')],
    [
      'a branch',
      built(
        'ARG TARGETARCH',
        'RUN if [ "$TARGETARCH" = arm64 ]; then cargo build --target aarch64-unknown-linux-musl; else cargo build --target x86_64-unknown-linux-musl; fi',
      ),
    ],
    [
      'a case',
      built(
        'ARG TARGETARCH',
        'RUN case $TARGETARCH in amd64) make CROSS_COMPILE=x86_64-linux-gnu- ;; esac',
      ),
    ],
    [
      'a tool that runs here and now',
      built('RUN GOARCH=amd64 go run ./gen && GOARCH=amd64 go generate ./...'),
    ],
    ['its own processor', built('RUN gcc -march=native -o /app main.c')],
    [
      'other machine options',
      built('RUN gcc -m64 -mtune=generic -mno-avx -msse5 -mavx2.c -xmsse2 -o /app main.c'),
    ],
    ['flags that are taken away', built("RUN sed -i 's/ -msse4.2//; s/-march=haswell//' Makefile")],
    [
      'instructions that were asked for',
      built('RUN if grep -q avx2 /proc/cpuinfo; then gcc -mavx2 -o /app a.c; fi'),
    ],
    [
      'a host that is none',
      built('RUN server --host=0.0.0.0 && ./configure --host=x86_64-w64-mingw32 --prefix=/app'),
    ],
    [
      'a stage for one architecture',
      'FROM golang AS build-amd64\nRUN GOARCH=amd64 go build -o /app\nFROM golang AS build-arm64\nRUN GOARCH=arm64 go build -o /app\nFROM scratch\nCOPY --from=build-amd64 /app /amd64\nCOPY --from=build-arm64 /app /arm64\n',
    ],
    [
      'what no result gets',
      'FROM golang AS test\nRUN GOARCH=amd64 go build -o /app\nFROM alpine\nRUN --mount=from=test,target=/t /t/app --self-test\n',
    ],
    [
      'another option of another program',
      built('RUN tool --target x86_64-unknown-linux-musl -r linux-x64 --platform linux_x86_64'),
    ],
    ['text and comments', built('# GOARCH=amd64', 'RUN echo GOARCH=amd64', 'LABEL GOARCH=amd64')],
    [
      'multiplatform helpers',
      built('ARG TARGETPLATFORM', 'RUN xx-go build -o /app . && xx-cargo build --target-dir /t'),
    ],
  ];
  for (const [title, text] of idioms) staysSilent(`about ${title}`, text);
  staysSilent('for the only target', built('RUN GOARCH=amd64 go build -o /app'), {
    targets: ['linux/amd64'],
  });
  finds(
    'the only target without programs of its own',
    built('RUN GOARCH=amd64 go build -o /app'),
    ['1: warning ‹GOARCH=amd64› linux/arm64'],
    { targets: ['linux/arm64'] },
  );

  finds(
    'instructions that 386 may have, too',
    built('RUN gcc -msse2 -o /app main.c'),
    ['1: warning ‹-msse2› linux/arm64'],
    { targets: ['linux/amd64', 'linux/386', 'linux/arm64'] },
  );
  says('what goes wrong, and where', built('RUN GOARCH=amd64 go build -o /app .'), [
    'linux/arm64: compiled for amd64 whatever the target is, because GOARCH=amd64 is a constant. Choose it by $TARGETARCH.',
  ]);
  says('to whom a flag for one processor belongs', built('RUN gcc -march=haswell -o /app a.c'), [
    'linux/arm64: compiled for amd64 whatever the target is, because -march=haswell is a constant. Use it for amd64 only, by a case on $TARGETARCH.',
  ]);

  says(
    'on which platforms',
    built('RUN GOARCH=amd64 go build -o /app .'),
    [
      'linux/arm64, linux/s390x: compiled for amd64 whatever the target is, because GOARCH=amd64 is a constant. Choose it by $TARGETARCH.',
    ],
    { targets: ['linux/amd64', 'linux/arm64', 'linux/s390x'] },
  );

  mends(
    'Go by TARGETARCH, also for 32-bit ARM, above the step',
    built('COPY . .', 'RUN GOOS=linux GOARCH="amd64" go build -o /app .'),
    [
      [
        'Use $TARGETARCH',
        built(
          'COPY . .',
          'ARG TARGETARCH',
          'RUN GOOS=linux GOARCH="$TARGETARCH" go build -o /app .',
        ),
      ],
    ],
    { targets: ['linux/amd64', 'linux/arm64', 'linux/arm/v7'] },
  );
  mends('ENV', 'FROM golang\nENV GOARCH=amd64\n', [
    ['Use $TARGETARCH', 'FROM golang\nARG TARGETARCH\nENV GOARCH=$TARGETARCH\n'],
  ]);
  const choice = (variable: string, amd64: string, arm64: string) =>
    `case "$TARGETARCH" in \\\n        amd64) ${variable}=${amd64} ;; \\\n        arm64) ${variable}=${arm64} ;; \\\n        *) echo "unsupported: $TARGETARCH" >&2; exit 1 ;; \\\n    esac && \\\n    `;
  const rust = choice('target', 'x86_64-unknown-linux-musl', 'aarch64-unknown-linux-musl');
  mends(
    'Rust in every step that names the target',
    'FROM rust:1.90\nRUN rustup target add x86_64-unknown-linux-musl\nRUN cargo build --target x86_64-unknown-linux-musl && cp target/x86_64-unknown-linux-musl/release/app /app\n',
    [
      [
        'Choose the name by $TARGETARCH',
        `FROM rust:1.90\nARG TARGETARCH\nRUN ${rust}rustup target add $target\nRUN ${rust}cargo build --target $target && cp target/$target/release/app /app\n`,
      ],
    ],
  );
  const gnu = choice('target', 'x86_64-unknown-linux-gnu', 'aarch64-unknown-linux-gnu');
  mends(
    'Rust with the library of GNU',
    'FROM rust\nRUN cargo build --target x86_64-unknown-linux-gnu\n',
    [
      [
        'Choose the name by $TARGETARCH',
        `FROM rust\nARG TARGETARCH\nRUN ${gnu}cargo build --target $target\n`,
      ],
    ],
  );
  const multiarch = choice('target', 'x86_64-linux-gnu', 'aarch64-linux-gnu');
  mends('a cross compiler of Debian', 'FROM debian\nRUN make CROSS_COMPILE=x86_64-linux-gnu-\n', [
    [
      'Choose the name by $TARGETARCH',
      `FROM debian\nARG TARGETARCH\nRUN ${multiarch}make CROSS_COMPILE=$target-\n`,
    ],
  ]);
  mends('.NET by its word for an architecture', 'FROM sdk\nRUN dotnet publish -a x64 -o /app\n', [
    [
      'Choose the name by $TARGETARCH',
      `FROM sdk\nARG TARGETARCH\nRUN ${choice('arch', 'x64', 'arm64')}dotnet publish -a $arch -o /app\n`,
    ],
  ]);
  mends(
    '.NET, where the system stays',
    'FROM mcr.microsoft.com/dotnet/sdk:9.0\nRUN dotnet publish -r linux-musl-x64 -o /app\n',
    [
      [
        'Choose the name by $TARGETARCH',
        `FROM mcr.microsoft.com/dotnet/sdk:9.0\nARG TARGETARCH\nRUN ${choice('arch', 'x64', 'arm64')}dotnet publish -r linux-musl-$arch -o /app\n`,
      ],
    ],
  );
  mends('addons of Node.js', 'FROM node:24\nRUN npm rebuild --arch=x64\n', [
    [
      'Choose the name by $TARGETARCH',
      `FROM node:24\nARG TARGETARCH\nRUN ${choice('arch', 'x64', 'arm64')}npm rebuild --arch=$arch\n`,
    ],
  ]);
  mends('wheels', 'FROM python:3.13\nRUN pip download --platform manylinux2014_x86_64 x\n', [
    [
      'Choose the name by $TARGETARCH',
      `FROM python:3.13\nARG TARGETARCH\nRUN ${choice('arch', 'x86_64', 'aarch64')}pip download --platform manylinux2014_$arch x\n`,
    ],
  ]);
  mends('several flags in a row', 'FROM gcc:15\nRUN make CFLAGS="-O3 -mavx -mavx2"\n', [
    [
      'Use -mavx -mavx2 for amd64 only',
      'FROM gcc:15\nARG TARGETARCH\nRUN case "$TARGETARCH" in \\\n        amd64) march="-mavx -mavx2" ;; \\\n        *) march= ;; \\\n    esac && \\\n    make CFLAGS="-O3 $march"\n',
    ],
  ]);
  mends(
    'a flag for one architecture by leaving it out for the others',
    'FROM gcc:15\nRUN CFLAGS="-O3 -march=x86-64-v3" make\n',
    [
      [
        'Use -march=x86-64-v3 for amd64 only',
        'FROM gcc:15\nARG TARGETARCH\nRUN case "$TARGETARCH" in \\\n        amd64) march=-march=x86-64-v3 ;; \\\n        *) march= ;; \\\n    esac && \\\n    CFLAGS="-O3 $march" make\n',
      ],
    ],
  );
  mends(
    'a flag for one architecture in a stage on the build platform, above the step',
    built('COPY . .', 'RUN gcc -march=haswell -o /app a.c'),
    [
      [
        'Use -march=haswell for amd64 only',
        built(
          'COPY . .',
          'ARG TARGETARCH',
          'RUN case "$TARGETARCH" in \\\n        amd64) march=-march=haswell ;; \\\n        *) march= ;; \\\n    esac && \\\n    gcc $march -o /app a.c',
        ),
      ],
    ],
  );
  const haswell = [
    'RUN case "$TARGETARCH" in \\',
    '        amd64) march=-march=haswell ;; \\',
    '        *) march= ;; \\',
    '    esac && \\',
    '    gcc $march',
  ].join('\n');
  mends(
    'a flag for one architecture, with the argument at the top of a stage for the target',
    'FROM gcc:15\nCOPY . .\nRUN gcc -march=haswell $FLAGS -o /app a.c\n',
    [
      [
        'Use -march=haswell for amd64 only',
        `FROM gcc:15\nARG TARGETARCH\nCOPY . .\n${haswell} $FLAGS -o /app a.c\n`,
      ],
    ],
  );
  mends(
    'a flag for one architecture beside another step’s variable of the same name',
    'FROM gcc:15\nRUN march=1; echo $march\nRUN gcc -march=haswell a.c\n',
    [
      [
        'Use -march=haswell for amd64 only',
        `FROM gcc:15\nARG TARGETARCH\nRUN march=1; echo $march\n${haswell} a.c\n`,
      ],
    ],
  );
  mends(
    'a short word in the setting itself, and not where it stands for something else',
    'FROM node:24\nRUN mkdir /x64 && npm rebuild --arch=x64\n',
    [
      [
        'Choose the name by $TARGETARCH',
        `FROM node:24\nARG TARGETARCH\nRUN ${choice('arch', 'x64', 'arm64')}mkdir /x64 && npm rebuild --arch=$arch\n`,
      ],
    ],
  );
  mends('ENV with its quotes', 'FROM golang\nENV GOARCH="amd64"\n', [
    ['Use $TARGETARCH', 'FROM golang\nARG TARGETARCH\nENV GOARCH="$TARGETARCH"\n'],
  ]);
  mends(
    'Go beside the name of a tool that fits everywhere',
    'FROM golang\nRUN CC=clang LDFLAGS=-L/usr/lib/x86_64 GOARCH=amd64 go build\n',
    [
      [
        'Use $TARGETARCH',
        'FROM golang\nARG TARGETARCH\nRUN CC=clang LDFLAGS=-L/usr/lib/x86_64 GOARCH=$TARGETARCH go build\n',
      ],
    ],
  );
  const unmendable: readonly (readonly [string, string])[] = [
    [
      'a variable of the script of the same name',
      'FROM gcc\nRUN march=1; gcc -march=haswell a.c\n',
    ],
    ['a variable of others of the same name', 'FROM gcc\nRUN gcc -march=haswell $march a.c\n'],
    ['a flag in single quotes', "FROM gcc\nRUN CFLAGS='-O2 -march=haswell' make\n"],
    ['a flag in the exec form', 'FROM gcc\nRUN ["gcc", "-march=haswell", "a.c"]\n'],
    [
      'a flag where an ARG hides the value',
      'ARG TARGETARCH=amd64\nFROM gcc\nRUN gcc -march=haswell a.c\n',
    ],
    ['a classifier of Maven', 'FROM maven:3\nRUN mvn -Dos.detected.classifier=linux-x86_64\n'],
    [
      'a C compiler for the one architecture',
      built('RUN CC=aarch64-linux-gnu-gcc GOARCH=arm64 go build -o /app'),
    ],
    [
      'a folder that another stage names',
      'FROM rust AS build\nRUN cargo build --target x86_64-unknown-linux-musl\nFROM scratch\nCOPY --from=build /target/x86_64-unknown-linux-musl/release/app /app\n',
    ],
    ['ENV with other words', 'FROM rust\nENV CARGO_BUILD_TARGET=x86_64-unknown-linux-musl\n'],
    [
      'the exec form',
      'FROM rust\nRUN ["cargo", "build", "--target", "x86_64-unknown-linux-musl"]\n',
    ],
    ['single quotes', "FROM golang\nRUN GOARCH='amd64' go build\n"],
    ['an option in single quotes', "FROM node:24\nRUN npm rebuild '--arch=x64'\n"],
    ['a value that an ARG hides', 'ARG TARGETARCH=amd64\nFROM golang\nRUN GOARCH=amd64 go build\n'],
  ];
  for (const [title, text] of unmendable) mends(`nothing by a wrong edit: ${title}`, text, []);

  const floods: readonly (readonly [title: string, line: (share: number) => string])[] = [
    ['settings', (share) => `RUN ${'GOARCH=amd64 '.repeat(2_000 * share)}go build`],
    [
      'commands',
      (share) => `RUN ${'cargo build --target x86_64-unknown-linux-musl;'.repeat(800 * share)}`,
    ],
    ['flags', (share) => `RUN gcc ${'-march=x86-64-v3 '.repeat(1_600 * share)}`],
    ['flags in a row', (share) => `RUN make C="${'-mavx '.repeat(8_000 * share)}-x"`],
    ['instructions', (share) => 'ENV GOARCH=amd64\n'.repeat(1_600 * share)],
    ['one word', (share) => `RUN gcc -march=${'x86-64-'.repeat(14_000 * share)}`],
  ];
  for (const [title, line] of floods) {
    it(`takes time in proportion to the text: ${title}`, () => {
      assertProportional((share) => {
        findingsOf(`FROM alpine\n${line(share)}\n`);
      });
    });
  }
});
