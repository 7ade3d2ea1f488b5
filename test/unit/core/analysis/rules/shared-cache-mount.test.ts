import assert from 'node:assert/strict';
import { renderMessage } from '../../../../../src/core/analysis/finding.ts';
import { findingsOf, ruleTable } from '../../../../support/ruleTable.ts';

describe('shared-cache-mount', () => {
  const { finds, staysSilent, says, mends, isQuick } = ruleTable('shared-cache-mount');
  const both = 'linux/amd64 linux/arm64';
  const target = '--mount=type=cache,target=/app/target';
  const title = 'Give each platform a cache of its own';

  /** A step of a stage for the target that mounts a cache in a directory. */
  function step(directory: string, command: string): string {
    return `FROM x\nRUN --mount=type=cache,target=${directory} ${command}\n`;
  }

  for (const [directory, command, tool] of [
    ['/app/target', 'cargo build --release', 'cargo'],
    ['/app/target/', 'cargo +nightly build --release --locked', 'cargo'],
    ['target', 'cargo install --path .', 'cargo'],
    ['/app/target', 'cargo install --path=. app', 'cargo'],
    ['/app/target/release', 'cargo build --release && cp target/release/$APP_NAME /bin/', 'cargo'],
    ['/app/target/debug', 'cargo build', 'cargo'],
    ['/app/target', 'cargo chef cook --release --recipe-path recipe.json', 'cargo'],
    ['/app/target', 'cargo build --profile $PROFILE', 'cargo'],
    ['/app/target', 'cargo build -p $CRATE --manifest-path $M', 'cargo'],
    ['/app/./target/.', 'cargo build --all-targets', 'cargo'],
    ['/cache/rust', 'CARGO_TARGET_DIR=/cache/rust cargo build', 'cargo'],
    ['/cache/rust', 'cargo build --target-dir /cache/rust', 'cargo'],
    ['/cache/rust', 'cargo build --target-dir=/cache/rust', 'cargo'],
    ['/src/build', 'cmake -B build && cmake --build build', 'cmake'],
    ['/src/build', 'mkdir -p build && cd build && cmake .. && make -j4', 'cmake'],
    ['/src/cmake-build-release', 'cmake .', 'cmake'],
    ['/srv/tree', 'cmake -S . -B /srv/tree -G Ninja && ninja -C /srv/tree', 'cmake'],
    ['/srv/tree', 'cmake -B/srv/tree', 'cmake'],
    ['/srv/tree', 'cmake --build tree', 'cmake'],
    ['/src/builddir', 'meson setup builddir && meson compile -C builddir', 'meson'],
    ['/src/tree', 'meson setup tree', 'meson'],
    ['/src/tree', 'meson compile -C tree', 'meson'],
    ['/src/tree', 'ninja -C tree', 'ninja'],
    ['/src/build', 'cd build && ../configure && make', 'configure'],
    ['/src/obj', 'make', 'make'],
    ['/src/.objs', 'make', 'make'],
    ['/linux/tree', 'make O=/linux/tree defconfig all', 'make'],
    ['/app/node_modules', 'npm ci', 'npm'],
    ['/app/node_modules', 'make web', 'npm'],
    ['/app/node_modules', 'yarn install --immutable', 'yarn'],
    ['/app/node_modules', 'pnpm i', 'pnpm'],
    ['/app/node_modules', 'bun install', 'bun'],
    ['/app/.venv', 'uv sync --frozen', 'Python'],
    ['/opt/venv', 'pip install -r requirements.txt', 'Python'],
    ['/opt/app', 'python3 -m venv /opt/app && /opt/app/bin/pip install .', 'Python'],
    ['/opt/app', 'python3.13 -m virtualenv --copies /opt/app', 'Python'],
    ['/opt/app', 'python -m venv app', 'Python'],
    ['/opt/app', 'virtualenv /opt/app', 'Python'],
    ['/opt/app', 'uv venv /opt/app', 'Python'],
    ['/opt/app', 'uv venv --seed /opt/app', 'Python'],
    ['/root/.cache/pypoetry/virtualenvs', 'poetry install', 'Python'],
    ['/app/vendor/bundle', 'bundle install', 'Bundler'],
    ['/usr/local/bundle', 'bundle install', 'Bundler'],
    ['/app/build', './gradlew --no-daemon nativeCompile', 'GraalVM'],
    ['/app/build', 'gradle build -Dquarkus.native.enabled=true', 'GraalVM'],
    ['/app/target', './mvnw -Pnative native:compile', 'GraalVM'],
    ['/app/target', 'mvn package -Pprod,native', 'GraalVM'],
    ['/app/target', "sh -c 'cargo build'", 'cargo'],
  ] as const) {
    const text = step(directory, command);
    finds(`${directory}: ${command}`, text, [
      `1: warning ‹--mount=type=cache,target=${directory}› ${both}`,
    ]);
    it(`says that ${tool} writes there: ${directory}: ${command}`, () => {
      const [found] = findingsOf(text).filter(({ rule }) => rule === 'shared-cache-mount');
      assert.ok(found);
      assert.ok(renderMessage(found.message).includes(`pick up what ${tool} has made there`));
    });
  }

  for (const mount of [
    '--mount=type=cache,id=build,target=/app/target',
    '--mount=type=cache,dst=/app/target',
    '--mount=target=/app/target,type=CACHE',
    '--mount=type=cache,target=/app/target,sharing=locked',
    '--mount=type=cache,target=/app/target,sharing=private',
    '--mount=type=cache,target=/app/target,readonly=false',
    '--mount=type=cache,target=/app/target,rw',
    '--mount=type=cache,target="/app/target"',
    '--mount=type=cache,id=,target=/app/target',
    '--mount=type=cache,id=$APP-target,target=/app/target',
    '--mount=type=cache,id=${APP},target=/src/$APP/target',
    '--mount=type=cache,id=$TARGETOS,target=/app/target',
  ]) {
    finds(mount, `FROM rust\nARG TARGETOS\nARG APP=x\nRUN ${mount} cargo build\n`, [
      `3: warning ‹${mount}› ${both}`,
    ]);
  }

  finds(
    'each mount that holds files of one platform',
    'FROM rust AS a\nRUN --mount=type=cache,target=/usr/local/cargo/registry \\\n' +
      `    --mount=type=cache,target=/t/target cargo build\n` +
      'FROM node AS b\nRUN --mount=type=cache,target=/n/node_modules npm ci\n' +
      'FROM x\nCOPY --from=a /a /\nCOPY --from=b /b /\n',
    [
      `2: warning ‹--mount=type=cache,target=/t/target› ${both}`,
      `4: warning ‹--mount=type=cache,target=/n/node_modules› ${both}`,
    ],
  );
  finds('a heredoc', `FROM rust\nRUN ${target} <<EOF\ncargo build\nEOF\n`, [
    `1: warning ‹${target}› ${both}`,
  ]);
  finds(
    'variants of one architecture',
    `FROM rust\nRUN ${target} cargo build\n`,
    [`1: warning ‹${target}› linux/arm/v6 linux/arm/v7`],
    { targets: ['linux/arm/v6', 'linux/arm/v7'] },
  );
  finds(
    'a directory that ENV names',
    'FROM rust\nENV CARGO_TARGET_DIR=/tmp/out\nRUN --mount=type=cache,target=$CARGO_TARGET_DIR cargo build\n',
    [`2: warning ‹--mount=type=cache,target=$CARGO_TARGET_DIR› ${both}`],
  );
  finds(
    'a directory below which ENV names the same one for all',
    'FROM x\nENV KIND=Release\nRUN --mount=type=cache,target=/s/build cmake -B build/$KIND\n',
    [`2: warning ‹--mount=type=cache,target=/s/build› ${both}`],
  );
  staysSilent(
    'a directory below which something else is named, too',
    'FROM x\nENV KIND=Release\nRUN --mount=type=cache,target=/s/build cmake -B build/$KIND$(arch)\n',
  );
  staysSilent(
    'a target that ENV names',
    `FROM rust\nENV CARGO_BUILD_TARGET=x86_64-unknown-linux-musl\nRUN ${target} cargo build\n`,
  );
  finds(
    'a stage on the build platform below ARG TARGETARCH',
    'FROM --platform=$BUILDPLATFORM node AS b\nARG TARGETARCH\n' +
      'RUN --mount=type=cache,target=/app/node_modules npm ci\nFROM x\nCOPY --from=b /a /\n',
    [`2: warning ‹--mount=type=cache,target=/app/node_modules› ${both}`],
  );
  finds(
    'a stage on one that declares it',
    'FROM --platform=$BUILDPLATFORM x AS a\nARG TARGETPLATFORM\nFROM a AS b\n' +
      'RUN --mount=type=cache,target=/s/build cmake -B build $(xx-clang --print-cmake-defines)\n' +
      'FROM x\nCOPY --from=b /a /\n',
    [`3: warning ‹--mount=type=cache,target=/s/build› ${both}`],
  );
  finds(
    'a lock, where a stage on the build platform compiles for the target',
    'FROM --platform=$BUILDPLATFORM x AS b\nARG TARGETARCH\n' +
      'RUN --mount=type=cache,target=/s/build,sharing=locked cmake -B build -DARCH=$TARGETARCH\n' +
      'FROM x\nCOPY --from=b /a /\n',
    [`2: warning ‹--mount=type=cache,target=/s/build,sharing=locked› ${both}`],
  );

  for (const [directory, command] of [
    ['/go/pkg/mod', 'go build'],
    ['/root/.cache/go-build', 'go build'],
    ['/root/.ccache', 'cmake -B build && make'],
    ['/root/.cache/sccache', 'cargo build'],
    ['/root/.cache/pip', 'pip install -r requirements.txt'],
    ['/root/.cache/uv', 'uv sync'],
    ['/root/.cache/pypoetry', 'poetry install'],
    ['/root/.npm', 'npm ci'],
    ['/usr/local/share/.cache/yarn', 'yarn'],
    ['/pnpm/store', 'pnpm install --frozen-lockfile'],
    ['/app/node_modules/.cache', 'npm run build'],
    ['/app/.next/cache', 'npm run build'],
    ['/usr/local/cargo/registry', 'cargo build'],
    ['/usr/local/cargo/git/db', 'cargo build'],
    ['/var/cache/apt,sharing=locked', 'apt-get install -y gcc'],
    ['/var/cache/apk', 'apk add gcc'],
    ['/root/.m2', 'mvn package'],
    ['/app/target', 'mvn package'],
    ['/root/.gradle', './gradlew nativeCompile'],
    ['/app/build', './gradlew build'],
    ['/app/build', 'npm run build'],
    ['/app/build', 'make build'],
    ['/root/.nuget/packages', 'dotnet publish'],
    ['/app/vendor', 'composer install'],
    ['/usr/local/bundle/cache', 'bundle install'],
    ['/app/target', 'cargo fetch'],
    ['/app/target', 'cargo install cargo-chef'],
    ['/app/target', 'cargo build --target x86_64-unknown-linux-musl'],
    ['/app/target', 'cargo build --target=$(cat /triple)'],
    ['/app/target', 'xx-cargo build --release'],
    ['/app/target', 'CARGO_BUILD_TARGET=$(cat /t) cargo build'],
    ['/app/target', 'cargo build --release $FLAGS'],
    ['/app/target', 'cargo build --target-dir target/$TARGETARCH'],
    ['/app/build', 'cmake -B build/$TARGETARCH'],
    ['/app/build', 'cmake -B "/app/build/$(uname -m)"'],
    ['/app/build', 'arch=$(uname -m); cmake -B build/$arch'],
    ['/app/target', 'echo cargo build'],
    ['/app/target', 'cargo --version'],
    ['/app/target', 'export CARGO_BUILD_TARGET=x; cargo build'],
    ['/app/target', 'rustup target add x86_64-unknown-linux-musl'],
    ['/app/release', 'cargo build'],
    ['/app/target/prerelease', 'cargo build'],
    ['/app/target/releases', 'cargo build'],
    ['/app/other/release', 'cargo build'],
    ['/app/rust', 'X=/app/rust cargo build /app/rust'],
    ['/app/bundle', 'bundle install'],
    ['/app/vendors/bundle', 'bundle install'],
    ['/app/myvendor/bundle', 'bundle install'],
    ['/app/vendor/x', 'bundle install'],
    ['/opt/app', 'python3 -m pip install -t /opt/app x && python3 venv /opt/app'],
    ['/opt/app', 'python3-config -m venv /opt/app && mypython -m venv /opt/app'],
    [
      '/opt/app',
      'python3 -m venvs /opt/app && python3 -m myvenv /opt/app && python3 /opt/app venv',
    ],
    ['/opt/app', 'uv pip install /opt/app && tool venv /opt/app && virtualenvs /opt/app'],
    ['/opt/--copies', 'virtualenv --copies x && uv venv --copies x && python -m venv --copies x'],
    ['/app/target', 'mvn -Pnatives package && mvn -Xnative package && xmvn -Pnative package'],
    ['/app/build', 'gradle2 nativeCompile && my-gradle nativeCompile && gradle compile'],
    ['/app/other', 'mvn -Pnative package'],
    ['/app/target', 'gradle nativeCompile'],
    ['/app/build', 'mvn -Pnative package'],
    ['/srv/tree', 'cmake -S /srv/tree --install /srv/tree && meson configure /srv/tree'],
    ['/srv/tree', 'ninja /srv/tree && make -C /srv/tree X=/srv/tree /srv/tree'],
    ['/srv/tree', 'tool -C /srv/tree && ninja && tool O=/srv/tree && make'],
    ['/app/build', 'xcmake -B build'],
    ['/app/build', 'T=x; cmake -B build/$T'],
    ['/app/build', 'cmake -B build/$UNKNOWN'],
  ] as const) {
    staysSilent(`${directory}: ${command}`, step(directory, command));
  }

  for (const mount of [
    '--mount=type=cache,id=t-$TARGETPLATFORM,target=/app/target',
    '--mount=type=cache,id=t-${TARGETARCH},target=/app/target',
    '--mount=type=cache,id=t-$TRIPLE,target=/app/target',
    '--mount=type=cache,target=/app/$TARGETARCH/target',
    '--mount=type=cache,id=$UNKNOWN,target=/app/target',
    '--mount=type=cache,id=${APP:-x},target=/app/target',
    '--mount=type=cache,target=/app/target,ro',
    '--mount=type=cache,target=/app/target,rw=false',
    '--mount=type=bind,target=/app/target',
    '--mount=type=tmpfs,target=/app/target',
    '--mount=type=cache',
    '--mount=type=cache,"target=/app/target',
  ]) {
    staysSilent(
      mount,
      'FROM rust\nARG TARGETPLATFORM TARGETARCH\nARG UNKNOWN\nENV TRIPLE=$TARGETARCH-linux\n' +
        `RUN ${mount} cargo build\n`,
    );
  }
  staysSilent('one target', `FROM rust\nRUN ${target} cargo build\n`, { targets: ['linux/arm64'] });
  staysSilent(
    'a stage that is not needed',
    `FROM rust AS dev\nRUN ${target} cargo build\nFROM alpine\nRUN x\n`,
  );
  staysSilent(
    'a stage on the build platform that makes the same for all',
    'FROM --platform=$BUILDPLATFORM node AS b\nRUN --mount=type=cache,target=/a/node_modules npm ci\n' +
      'ARG TARGETARCH\nFROM x\nCOPY --from=b /a /\n',
  );
  staysSilent(
    'a lock on what is the same for all',
    'FROM --platform=$BUILDPLATFORM node AS b\nARG TARGETARCH\n' +
      'RUN --mount=type=cache,target=/a/node_modules,sharing=locked npm ci\nFROM x\nCOPY --from=b /a /\n',
  );
  staysSilent(
    'an argument that is the same for all targets',
    'FROM --platform=$BUILDPLATFORM node AS b\nARG TARGETOS\n' +
      'RUN --mount=type=cache,target=/a/node_modules npm ci\nFROM x\nCOPY --from=b /a /\n',
  );
  staysSilent(
    'another shell',
    'FROM x\nSHELL ["pwsh", "-c"]\nRUN --mount=type=cache,target=/a/node_modules npm ci\n',
  );
  staysSilent(
    'what is ignored',
    `FROM rust\n# multiarch: ignore shared-cache-mount native builders only\nRUN ${target} cargo build\n`,
  );

  says('what goes wrong, and where', `FROM rust\nRUN ${target} cargo build\n`, [
    'linux/amd64, linux/arm64: these builds share one cache for /app/target, and overwrite or pick up what cargo ' +
      'has made there for another platform. Give each its own: id=…-$TARGETPLATFORM.',
  ]);

  mends('a cache without an id', `FROM rust\nRUN ${target} cargo build\n`, [
    [
      title,
      `FROM rust\nARG TARGETPLATFORM\nRUN ${target},id=app-target-$TARGETPLATFORM cargo build\n`,
    ],
  ]);
  mends(
    'an id',
    'from rust\narg TARGETPLATFORM\nrun --mount=type=cache,id=rust,target=/app/target cargo build\n',
    [
      [
        title,
        'from rust\narg TARGETPLATFORM\n' +
          'run --mount=type=cache,id=rust-$TARGETPLATFORM,target=/app/target cargo build\n',
      ],
    ],
  );
  mends(
    'an empty id',
    'FROM x\nARG TARGETPLATFORM\nRUN --mount=type=cache,id=,target=target cargo b\n',
    [
      [
        title,
        'FROM x\nARG TARGETPLATFORM\nRUN --mount=type=cache,id=target-$TARGETPLATFORM,target=target cargo b\n',
      ],
    ],
  );
  mends('quotes', 'FROM x\nRUN --mount=type=cache,target="./a b/target/" cargo b\n', [
    [
      title,
      'FROM x\nARG TARGETPLATFORM\n' +
        'RUN --mount=type=cache,target="./a b/target/",id=a-b-target-$TARGETPLATFORM cargo b\n',
    ],
  ]);
  mends(
    'every step that mounts the cache',
    `FROM rust AS a\r\nRUN ${target} cargo build\r\nRUN ${target} cp target/release/a /\r\n` +
      `FROM a\r\nRUN ${target} cargo test\r\nRUN --mount=type=cache,target=/o/target cargo b\r\n`,
    [
      [
        title,
        `FROM rust AS a\r\nARG TARGETPLATFORM\r\nRUN ${target},id=app-target-$TARGETPLATFORM cargo build\r\n` +
          `RUN ${target},id=app-target-$TARGETPLATFORM cp target/release/a /\r\n` +
          `FROM a\r\nRUN ${target},id=app-target-$TARGETPLATFORM cargo test\r\n` +
          'RUN --mount=type=cache,target=/o/target cargo b\r\n',
      ],
    ],
  );
  mends(
    'a stage on the build platform, right above the step',
    'FROM --platform=$BUILDPLATFORM node AS b\nARG TARGETARCH\nCOPY . .\n# packages\n' +
      'RUN --mount=type=cache,target=/a/node_modules npm ci\nFROM x\nCOPY --from=b /a /\n',
    [
      [
        title,
        'FROM --platform=$BUILDPLATFORM node AS b\nARG TARGETARCH\nCOPY . .\nARG TARGETPLATFORM\n# packages\n' +
          'RUN --mount=type=cache,target=/a/node_modules,id=a-node_modules-$TARGETPLATFORM npm ci\n' +
          'FROM x\nCOPY --from=b /a /\n',
      ],
    ],
  );
  mends(
    'nothing where a step that runs once fills the cache',
    'FROM --platform=$BUILDPLATFORM node AS b\nRUN --mount=type=cache,target=/a/node_modules npm ci\n' +
      'ARG TARGETARCH\nRUN --mount=type=cache,target=/a/node_modules npm run build\n' +
      'FROM x\nCOPY --from=b /a /\n',
    [],
  );
  mends(
    'nothing where the end of the id is hidden',
    'FROM x\nRUN --mount=type=cache,id="a",target=/a/target cargo b\n',
    [],
  );

  isQuick('many mounts', (share) => `FROM x\n${`RUN ${target} cargo b\n`.repeat(1000 * share)}`);
  isQuick(
    'many mounts of a step',
    (share) => `FROM x\nRUN ${`${target} `.repeat(2000 * share)}cargo b\n`,
  );
  isQuick(
    'many directories',
    (share) => `FROM x\nRUN ${target} cmake ${'-B a/$(b) '.repeat(5000 * share)}\n`,
  );
  isQuick('a long path', (share) =>
    step(`${'/a'.repeat(25_000 * share)}/target`, `cargo ${'a/'.repeat(25_000 * share)}$X`),
  );
  isQuick('many variables', (share) => step('$VARIABLE_'.repeat(10_000 * share), 'cargo b'));
});
