import assert from 'node:assert/strict';
import { applyEdits } from '../../../../../src/core/analysis/edits.ts';
import { renderMessage } from '../../../../../src/core/analysis/finding.ts';
import { findingsOf, ruleTable } from '../../../../support/ruleTable.ts';
import { assertProportional } from '../../../../support/growth.ts';

describe('downloads of other platforms', () => {
  const check = (title: string, text: string, expected: readonly string[]) => {
    it(title, () => {
      const fixes = findingsOf(text).flatMap((finding) => finding.fixes);
      const downloads = fixes.flatMap((fix) =>
        fix.kind === 'check-downloads' ? fix.downloads : [],
      );
      assert.deepEqual(
        downloads.map(({ platform, url }) => `${platform} ${url}`),
        expected,
      );
    });
  };
  check('by ADD', 'FROM a\nARG V=1.2\nADD https://x.org/v${V}/t-linux-amd64.tgz /t\n', [
    'linux/arm64 https://x.org/v1.2/t-linux-arm64.tgz',
  ]);
  check(
    'by a command, in quotes',
    'FROM a\nENV V=1\nRUN curl -fL "https://x.org/$V/t-x86_64" -o /t\n',
    ['linux/arm64 https://x.org/1/t-aarch64'],
  );
  check('by http', 'FROM a\nADD http://x.org/t-amd64.tgz /t\n', [
    'linux/arm64 http://x.org/t-arm64.tgz',
  ]);
  check(
    'not by others',
    'FROM a\nADD ftp://x.org/t-amd64.tgz /t\nRUN x a=https://x.org/t-amd64\n',
    [],
  );
  check(
    'of several, the one that is meant',
    'FROM a\nRUN curl -O https://y.org/z -O https://x.org/t-amd64 -O https://y.org/a\n',
    ['linux/arm64 https://x.org/t-arm64'],
  );
  check(
    'not with variables of the shell',
    'FROM a\nRUN V=1; curl -fLo /t https://x.org/$V/t-amd64\n',
    [],
  );
  it('of which the title names the platforms', () => {
    const [finding] = findingsOf('FROM a\nADD https://x.org/t-amd64.tgz /t\n', {
      targets: ['linux/amd64', 'linux/arm64', 'linux/s390x'],
    });
    assert.deepEqual(
      finding?.fixes
        .filter(({ kind }) => kind === 'check-downloads')
        .map(({ title }) => renderMessage(title)),
      ['Check that the file exists for linux/arm64, linux/s390x'],
    );
  });
  check('not of paths', 'FROM a\nCOPY bin/amd64/t /t\n', []);
});

describe('architecture-literal', () => {
  const { finds, staysSilent, says, mends } = ruleTable('architecture-literal');
  const onArm = 'warning ‹amd64› linux/arm64';

  finds(
    'a download for one architecture',
    'FROM alpine:3.22\nRUN curl -LO https://dl.k8s.io/release/v1.30.0/bin/linux/amd64/kubectl\n',
    [`1: ${onArm}`],
  );
  finds(
    'the same for the other one, on the targets that it is not for',
    'FROM alpine\nRUN wget https://example.com/tool-aarch64.tgz\n',
    ['1: warning ‹aarch64› linux/amd64 linux/s390x'],
    { targets: ['linux/amd64', 'linux/arm64', 'linux/s390x'] },
  );
  finds('an ADD of a URL', 'FROM alpine\nADD https://example.com/tini-amd64 /tini\n', [
    `1: ${onArm}`,
  ]);
  finds(
    'a URL with variables and a substitution in it',
    'FROM alpine\nARG V=1\nRUN curl -LO "https://example.com/${V}/$(curl -s https://example.com/stable.txt)/linux-amd64/kubectl"\n',
    [`2: ${onArm}`],
  );
  finds(
    'each download, and not the names that follow from it',
    'FROM debian\nRUN wget https://a.example/x-amd64.deb && dpkg -i x-amd64.deb && rm x-amd64.deb\nRUN curl https://b.example/helm-linux-amd64.tar.gz | tar xz && mv linux-amd64/helm /usr/bin/\n',
    [`1: ${onArm}`, `2: ${onArm}`],
  );
  const chromedriver = 'https://storage.example/stable/linux64/chromedriver-linux64.zip';
  finds(
    'a download for 64 bits of Linux, which are those of amd64',
    `FROM debian\nRUN wget ${chromedriver}\nRUN unzip chromedriver-linux64.zip && mv chromedriver-linux64/chromedriver /usr/bin/\n`,
    ['1: warning ‹linux64› linux/arm64'],
  );
  finds(
    'the folder of the libraries of one architecture',
    'FROM debian AS build\nRUN make\nFROM debian\nCOPY --from=build /usr/lib/x86_64-linux-gnu/libssl.so.3 /usr/lib/x86_64-linux-gnu/\nRUN ln -s /usr/lib/x86_64-linux-gnu/libjemalloc.so.2 /usr/lib/libjemalloc.so\n',
    ['3: warning ‹x86_64› linux/arm64', '4: warning ‹x86_64› linux/arm64'],
  );
  finds(
    'the same folder as a destination',
    'FROM debian\nCOPY libx.so /usr/lib/x86_64-linux-gnu/\n',
    ['1: warning ‹x86_64› linux/arm64'],
  );
  finds(
    'a file of the context for one architecture',
    'FROM alpine\nCOPY bin/linux-amd64/app /app\n',
    [`1: ${onArm}`],
  );
  finds(
    'a path in ENV',
    'FROM eclipse-temurin:21\nENV JAVA_HOME=/usr/lib/jvm/java-17-openjdk-amd64\n',
    [`1: ${onArm}`],
  );
  finds(
    'a variable that makes part of a URL',
    'FROM alpine\nENV ARCH=amd64\nRUN wget https://example.com/x-$ARCH.tgz\nRUN A=x86_64 && wget https://example.com/y-${A}.tgz\n',
    [`1: ${onArm}`, '3: warning ‹x86_64› linux/arm64'],
  );
  finds(
    'packages for one architecture',
    'FROM debian\nRUN apt-get install -y linux-headers-amd64 libfoo:amd64\nRUN npm install @esbuild/linux-x64\n',
    [`1: ${onArm}`, `1: ${onArm}`, '2: warning ‹x64› linux/arm64'],
  );
  finds(
    'a repository of apt that is restricted to one architecture',
    'FROM debian\nRUN echo "deb [arch=amd64 signed-by=/etc/apt/keyrings/x.gpg] https://example.com/debian stable main" > /etc/apt/sources.list.d/x.list\nRUN echo "deb [arch=amd64] https://example.com/ y main" | sudo tee /etc/apt/sources.list.d/y.list\n',
    [`1: ${onArm}`, `2: ${onArm}`],
  );
  finds(
    'the same in a here-document',
    'FROM debian\nRUN <<EOF\ncat <<END > /etc/apt/sources.list.d/x.sources\nTypes: deb\nArchitectures: amd64\nEND\nEOF\n',
    [`4: ${onArm}`],
  );
  finds(
    'what stands behind a branch, not in it',
    'FROM debian\nARG TARGETARCH\nRUN if [ "$TARGETARCH" = arm64 ]; then apt-get install -y gcc-aarch64-linux-gnu; fi; curl -LO https://example.com/x-linux-amd64.tgz\n',
    [`2: ${onArm}`],
  );
  finds(
    'a stage on the build platform that only fetches what the result gets',
    'FROM --platform=$BUILDPLATFORM alpine AS fetch\nRUN apk add --no-cache curl && curl -Lo /kubectl https://example.com/linux/amd64/kubectl\nFROM alpine\nCOPY --from=fetch /kubectl /usr/bin/\n',
    [`1: ${onArm}`],
  );
  finds(
    'only what the targets of a stage ask for',
    'FROM alpine AS tools\nRUN wget https://example.com/linux-arm64.tgz\nFROM tools\n',
    ['1: warning ‹arm64› linux/amd64'],
  );

  /** What the message of a mention calls it. */
  const called = {
    url: 'this URL is for',
    path: 'this path is for',
    package: 'this package is for',
    names: 'the names that are made of it are for',
    repository: 'only from this repository',
  } as const;
  const taken: readonly (readonly [line: string, word: string, role: keyof typeof called])[] = [
    ['RUN tar xf tool-amd64.tgz', 'amd64', 'path'],
    ['RUN dpkg -i tool_amd64.deb', 'amd64', 'path'],
    ['RUN install -m 755 bin/x86_64/tool /usr/bin/', 'x86_64', 'path'],
    ['RUN unzip tool-x64.zip', 'x64', 'path'],
    ['RUN cd tool-x86_64', 'x86_64', 'path'],
    ['RUN ./setup tool-amd64.run', 'amd64', 'path'],
    ['RUN /opt/x86_64/tool --config=/etc/amd64/tool.conf', 'amd64', 'path'],
    ['RUN apk add tool-x86_64', 'x86_64', 'package'],
    ['RUN aptitude install tool:amd64', 'amd64', 'package'],
    ['RUN apt-get download tool:amd64', 'amd64', 'package'],
    ['RUN apt install tool:amd64', 'amd64', 'package'],
    ['RUN apt install ./tool_amd64.deb', 'amd64', 'path'],
    ['RUN apk add ./tool-x86_64.apk', 'x86_64', 'path'],
    ['RUN dnf install -y glibc.x86_64', 'x86_64', 'package'],
    ['RUN yum install glibc.x86_64', 'x86_64', 'package'],
    ['RUN microdnf install glibc.x86_64', 'x86_64', 'package'],
    ['RUN tdnf install glibc.x86_64', 'x86_64', 'package'],
    ['RUN zypper in glibc.x86_64', 'x86_64', 'package'],
    ['RUN zypper install ./glibc-2.x86_64.rpm', 'x86_64', 'path'],
    ['RUN bun add @esbuild/linux-x64', 'x64', 'package'],
    ['RUN npm install @esbuild/linux-x64', 'x64', 'package'],
    ['RUN yarn add @swc/core-linux-x64-gnu', 'x64', 'package'],
    ['RUN pnpm i @swc/core-linux-x64-gnu', 'x64', 'package'],
    ['RUN npm install --prefix=/opt/x64 left-pad-linux-x64', 'x64', 'package'],
    ['RUN FILE=tool-amd64.tgz; tar xf $FILE', 'amd64', 'path'],
    ['RUN DIR=/opt/amd64; cd $DIR', 'amd64', 'path'],
    ['RUN URL=https://x/amd64/y; wget $URL', 'amd64', 'url'],
    ['RUN A=amd64; tar xf x-$A.tgz', 'amd64', 'names'],
    ['RUN N=tool-amd64; tar xf $N.tgz', 'amd64', 'path'],
    ['ENV A=amd64\nCOPY x-$A /x', 'amd64', 'names'],
    ['ENV A=amd64\nADD https://x/$A /x', 'amd64', 'names'],
    ['ENV N=tool-amd64\nCOPY $N.conf /x', 'amd64', 'path'],
    ['ENV URL=https://x/linux-amd64', 'amd64', 'url'],
    ['ENV PATH=/opt/${V:-1/2}/amd64/bin:$PATH', 'amd64', 'path'],
    ['ENV PATH="/opt/amd64/bin:$PATH"', 'amd64', 'path'],
    ['COPY lib.so /usr/lib/aarch64-linux-gnu/', 'aarch64', 'path'],
    ['COPY libx.so lib-amd64.so /usr/lib/x86_64-linux-gnu/', 'amd64', 'path'],
    ['COPY bin/amd64/http: /x', 'amd64', 'path'],
    ['ADD https://x/y_amd64.deb /tmp/', 'amd64', 'url'],
    ['ADD --checksum=sha256:0123 https://x/y_amd64.deb /tmp/', 'amd64', 'url'],
    ['ADD y_amd64.tar.gz /tmp/', 'amd64', 'path'],
    ['RUN dpkg -i "tool_amd64".deb', 'amd64', 'path'],
    ['ENV URL=https://x/${A}/linux-amd64', 'amd64', 'url'],
    ['ENV URL=https://x/${A:-${B:-x}-s390x}/linux-amd64', 'amd64', 'url'],
    ['ENV URL=https://x/${A:-s390x}/$B/linux-amd64', 'amd64', 'url'],
    ['ENV URL=https://x/${A:-s390x}${B:+s390x}/linux-amd64', 'amd64', 'url'],
    ['RUN tar xf ./amd64/x.tgz /usr/share/x --directory=/opt', 'amd64', 'path'],
    ['RUN tool -x=/opt/amd64/y', 'amd64', 'path'],
    ['RUN "$GET" https://x/linux-amd64', 'amd64', 'url'],
    ['RUN export DIR=/opt/amd64; cd $DIR', 'amd64', 'path'],
    ['RUN tool --platforms /opt/amd64/x', 'amd64', 'path'],
    ['RUN tool x-r /opt/amd64/x', 'amd64', 'path'],
    ['RUN tool x-o /opt/amd64/x', 'amd64', 'path'],
    ['RUN tool --outputs /opt/amd64/x', 'amd64', 'path'],
    ['RUN tool linux/amd64,/opt/x', 'amd64', 'path'],
    ['RUN tool linux/amd64/v2/x', 'amd64', 'path'],
    ['RUN tool mylinux/amd64', 'amd64', 'path'],
    ['RUN tool linux2/amd64', 'amd64', 'path'],
    ['RUN tool linux/amd64/vx', 'amd64', 'path'],
    ['RUN tool linux/amd64/xv2', 'amd64', 'path'],
    ['RUN tool linux/foo-amd64', 'amd64', 'path'],
    ['RUN LOGO=/opt/amd64/x tool', 'amd64', 'path'],
    ['RUN LDX=/opt/amd64/x tool', 'amd64', 'path'],
    ['RUN ARX=/opt/amd64/x tool', 'amd64', 'path'],
    ['RUN CCX=/opt/amd64/x tool', 'amd64', 'path'],
    ['RUN CROSS_COMPILE_DIR=/opt/amd64/x tool', 'amd64', 'path'],
    ['RUN MY_CC=/opt/amd64/cc tool', 'amd64', 'path'],
    ['COPY x.so lib/x86_64-linux-gnu/', 'x86_64', 'path'],
    ['RUN > /dev/null tar xf x-amd64.tgz', 'amd64', 'path'],
    ['RUN curl --url=https://x/linux-amd64/y -o z', 'amd64', 'url'],
    ['RUN echo "deb [arch=amd64] https://x y z" > /etc/apt/sources.list', 'amd64', 'repository'],
    ['RUN add-apt-repository "deb [arch=amd64] https://x y z"', 'amd64', 'repository'],
    ['RUN apt-add-repository "deb [arch=amd64] https://x y z"', 'amd64', 'repository'],
    [
      'RUN tee /etc/apt/sources.list.d/x.list <<END\ndeb [arch=amd64] https://x y z\nEND',
      'amd64',
      'repository',
    ],
    [
      'RUN cat <<END > /etc/apt/sources.list.d/x.sources\nArchitectures: amd64  i386\nEND',
      'amd64',
      'repository',
    ],
    [
      'RUN printf "deb [arch=amd64] https://x y z" | tee /etc/apt/sources.list.d/x.list',
      'amd64',
      'repository',
    ],
  ];
  for (const [line, word, role] of taken) {
    const text = `FROM debian\n${line}\n`;
    const at = line.split('\n').findIndex((each) => each.includes(word)) + 1;
    const wrong = word === 'aarch64' ? 'linux/amd64' : 'linux/arm64';
    finds(`${word} in ${line}`, text, [`${at}: warning ‹${word}› ${wrong}`]);
    it(`calls ${word} in ${line} a matter of the ${role}`, () => {
      const [found] = findingsOf(text).filter(({ rule }) => rule === 'architecture-literal');
      assert.ok(found);
      const told = renderMessage(found.message);
      assert.ok(told.includes(called[role]), told);
    });
  }
  for (const line of [
    'RUN rm -rf /opt/amd64 && mkdir -p /opt/x86_64 && ls /opt/x64 && touch /opt/amd64/x',
    'RUN make --output=/opt/amd64/x && tool --out /opt/amd64/y && tool --output-dir /opt/amd64',
    'RUN cp /x /opt/amd64/y && mv /z /opt/amd64/ && ln -s /a /opt/x86_64',
    'RUN tool > /opt/amd64/log',
    'RUN tool --target x86_64-unknown-linux-gnu/x -r linux-x64/x --runtime=linux-x64/y',
    'RUN tool amd64 linux/amd64 linux/amd64,linux/arm/v7 --arch=amd64 x-amd64',
    'RUN jq .amd64 /x.json && grep -r /amd64/ . && docker pull x/amd64:1 && yq /amd64/x',
    'RUN bash /opt/amd64/x && qemu-x86_64 /opt/amd64/x && xx-apk add x-amd64',
    'RUN apt-get install -y gcc-x86-64-linux-gnu libc6-amd64-cross binutils-x86-64-linux-gnu',
    'RUN apk add gcc-x86_64 && apk del x-amd64 && apt-get remove -y x:amd64',
    'RUN wget --platform linux-x64/y -Px -O /opt/amd64/z -qO /opt/amd64/y https://x/z',
    'RUN tool --arch=linux/arm64/v8 linux/arm/v7 windows/amd64 linux/amd64/v3',
    'RUN npm_config_cache=/opt/amd64 CARGO_HOME=/opt/amd64 CXX=/opt/amd64/c++ AR=/opt/amd64/ar make',
    'RUN LD=/opt/amd64/ld CROSS_COMPILE=/opt/amd64/x- BUILD=/opt/amd64 tool',
    'RUN echo "deb [arch=amd64] https://x y" > /tmp/x.list; tee /etc/apt/sources.list < /tmp/x.list',
    'RUN echo "deb [arch=amd64] https://x y" || tee /etc/apt/sources.list',
    'RUN echo "deb [arch=amd64] https://x y" | tee /tmp/x && echo "deb [arch=amd64] x" | cat /etc/apt/sources.list',
    'RUN tool > /out/log-amd64 && cp /out/log-amd64 /x',
    'RUN tool --target=x86_64-unknown-linux-gnu/x && gcc -L/opt/amd64/lib x.c && tool linux/amd64/v10.1',
    'RUN A=amd64; make target-$A && X=x-amd64-y tool && dnf install -y tool.x86_64-x',
    'RUN xx-go build /opt/amd64/x && dpkg --add-architecture amd64',
    'RUN go build -o /out/app-amd64 && X=/out/app-amd64 && strip $X && cd /out/app-amd64',
    'RUN X=tool-windows-amd64.zip; Y=linux/amd64,linux/arm64; cp $X /x',
    'RUN dnf install -y x86_64-tools && dnf remove -y glibc.x86_64 && npm run x-amd64',
    'RUN wget https://x/tool-amd64.sha256 https://x/tool-amd64.asc https://x/amd64.pdf',
    'RUN wget https://x/tool-win-x64.zip https://x/android-x86_64.apk https://x/mingw-x86_64.tgz',
    'RUN GOFLAGS=/x/amd64 CC=/usr/bin/x86_64-linux-gnu-gcc TARGET_DIR=/x/amd64 make',
    'RUN ARCH=amd64; make ARCH=amd64 $ARCH',
    'ENV GOARCH_PATH=/x/amd64 TARGETS=linux/amd64 A=amd64 PLATFORM=linux/amd64',
    'ENV PATH_AMD64=/opt/amd64',
    'ENV CROSS_SYSROOT=/usr/local/x86_64-linux-musl CROSS_TRIPLE=x86_64-linux-gnu/x',
    'ENV PATH=$PATH:/opt/gcc-linaro-x86_64-linux-gnu-raspbian/bin',
    'ENV PATH=/x-tools/x86_64-unknown-linux-musl/bin:$PATH\nRUN strip /usr/x86_64-linux-gnu/bin/x-*',
    'COPY crosstool-config/x86_64-unknown-linux-musl.config /\nCOPY x86_64-alpine-linux-musl-cc /bin/',
    'RUN cp /usr/share/nsis/Plugins/amd64-unicode/Access.dll /x && cp /x/setup-x64.exe /y',
    `RUN /download.sh /build buildpack-deps:latest amd64/hello-world:latest@sha256:${'5'.repeat(64)}`,
    'ENV URL=https://x/${A:-amd64}/y',
    'ENV URL=https://x/${A:-${B:-amd64}}/y',
    'COPY ${A:-amd64}/x /y',
    'RUN X=/opt/${A:-amd64}/x; tool /opt/${A:-amd64}/y',
    'LABEL x=/opt/amd64/y\nWORKDIR /opt/amd64\nUSER amd64',
    'COPY x /opt/amd64/\nCOPY docs/amd64/x.md /x\nADD https://x/windows-amd64.zip /x',
  ]) {
    staysSilent(`about ${line}`, `FROM debian\n${line}\n`);
  }

  for (const [image, file = ''] of [
    ['mcr.microsoft.com/windows/servercore:ltsc2022'],
    ['mcr.microsoft.com/windows:ltsc2019'],
    [
      'golang:1.25-nanoserver-ltsc2022',
      'ARG TAG=1.25-nanoserver-ltsc2022\nFROM golang:$TAG AS a\nFROM a\n',
    ],
    ['mcr.microsoft.com/dotnet/framework/sdk:4.8-windowsservercore-ltsc2022'],
  ] as const) {
    const steps =
      'RUN curl -o x.exe https://x/tool-x64-setup\nCOPY tool-x64 /\nENV P=C:/tool-x64/y\n';
    staysSilent(`about Windows: ${image}`, `${file === '' ? `FROM ${image}\n` : file}${steps}`);
  }
  finds(
    'what a stage of Linux does for one of Windows',
    'FROM alpine AS a\nRUN wget -O /t https://x/tool-amd64\nFROM mcr.microsoft.com/windows/nanoserver:ltsc2022\nCOPY --from=a /t /\n',
    [`1: ${onArm}`],
  );
  finds(
    'a name with some letters of Windows',
    'FROM example.com/windows/app:servercored\nADD https://x/tool-amd64 /\n',
    [`1: ${onArm}`],
  );
  finds(
    'the compiler of the machine itself, by the name of one',
    'FROM alpine\nENV PATH=/root/.rustup/toolchains/stable-x86_64-unknown-linux-gnu/bin:$PATH\n',
    ['1: warning ‹x86_64› linux/arm64'],
  );
  finds(
    'what only ends as the folder of cross compilers does',
    'FROM alpine\nCOPY linux-tools-amd64/perf /bin/\n',
    ['1: warning ‹amd64› linux/arm64'],
  );
  finds(
    'a download of a cross compiler for one machine',
    'FROM alpine\nADD https://x/arm-toolchain/gcc-arm-none-eabi-amd64-linux.tgz /\n',
    [`1: ${onArm}`],
  );
  finds(
    'downloads in stages on stages that keep their shell',
    'FROM alpine AS a\nFROM a AS b\nRUN wget https://x/linux-amd64\nFROM b\nRUN wget https://y/linux-amd64\n',
    [`2: ${onArm}`, `4: ${onArm}`],
  );
  finds(
    'downloads behind a shell that is put back',
    'FROM alpine AS a\nSHELL ["pwsh", "-c"]\nFROM a AS b\nSHELL ["/bin/sh", "-c"]\nFROM b\nRUN wget https://y/linux-amd64\n',
    [`5: ${onArm}`],
  );
  finds(
    'a program of 386 where nothing runs it',
    'FROM alpine\nRUN wget https://x/linux-386.tgz\n',
    ['1: warning ‹386› linux/arm64'],
  );
  finds(
    'downloads for two architectures of which only one is asked for',
    'FROM alpine\nRUN wget https://x/linux-amd64.tgz && wget https://y/s390x/z.tgz\n',
    [`1: ${onArm}`, '1: warning ‹s390x› linux/amd64 linux/arm64'],
  );
  finds(
    'what stands beside a test of its own architecture',
    'FROM alpine\nARG TARGETARCH\nRUN [ "$TARGETARCH" != arm64 ] || wget https://y/arm64/z.tgz; wget https://x/linux-amd64.tgz\n',
    [`2: ${onArm}`],
  );
  finds(
    'a file of the context beside one of a stage that has its name',
    'FROM alpine AS build\nRUN wget -O /a/app-amd64 https://x/y\nFROM alpine\nCOPY --from=build /b /b\nCOPY app-amd64 /app\n',
    [`4: ${onArm}`],
  );
  finds(
    'a name that a stage has given itself which is not below',
    'FROM alpine AS other\nRUN go build -o /app-amd64\nFROM alpine\nRUN cp /app-amd64 /app\nCOPY --from=other /x /x\n',
    [`3: ${onArm}`],
  );
  finds(
    'a package of an architecture that another stage wants beside its own',
    'FROM debian AS other\nRUN dpkg --add-architecture arm64\nFROM debian\nRUN apt-get install -y libx:arm64\nCOPY --from=other /x /x\n',
    ['3: warning ‹arm64› linux/amd64'],
  );
  finds(
    'a package of its own architecture where another one is wanted beside it',
    'FROM debian\nRUN dpkg --add-architecture i386 && apt-get install -y libx:amd64 liby:i386\n',
    [`1: ${onArm}`],
  );

  const idioms: readonly (readonly [string, string])[] = [
    [
      'a stage for one architecture from which all copy',
      'FROM alpine AS files-amd64\nRUN wget https://x/linux-amd64.tgz\nFROM alpine\nCOPY --from=files-amd64 /x /x\n',
    ],
    [
      'a stage that is pinned to its architecture',
      'FROM --platform=linux/amd64 alpine AS files\nRUN wget https://x/linux-amd64.tgz\nFROM alpine\nCOPY --from=files /x /x\n',
    ],
    [
      'names that a copied file or a command has given, and that stages below pass on',
      'FROM golang AS base\nRUN go build -o /out/app-amd64 .\nFROM base\nRUN cp /out/app-amd64 /app\n',
    ],
    [
      'packages of an architecture that a stage below wants beside its own',
      'FROM debian AS base\nRUN dpkg --add-architecture arm64\nFROM base\nRUN apt-get install -y libx:arm64\n',
    ],
    [
      'a path that differs from the name of an output in the architecture',
      'FROM golang\nRUN go build -o /out/app-arm64 .\nRUN cp /out/app-amd64 /app\n',
    ],
    [
      'a single architecture',
      'FROM alpine AS a\nRUN wget https://x/linux-amd64.tgz\nFROM alpine\n',
    ],
    [
      'stages for one architecture each',
      'FROM alpine AS build-amd64\nRUN wget https://x/linux-amd64.tgz\nFROM alpine AS build-arm64\nRUN wget https://x/linux-arm64.tgz\nFROM build-${TARGETARCH}\n',
    ],
    [
      'a case of TARGETARCH',
      'FROM alpine\nARG TARGETARCH\nRUN case "$TARGETARCH" in \\\n  amd64) f=linux-x86_64 ;; \\\n  arm64) f=linux-aarch64 ;; \\\n  *) exit 1 ;; esac; \\\n  wget "https://x/$f.tgz"\n',
    ],
    [
      'a case of what was probed, with a default',
      'FROM debian\nRUN set -eux; arch="$(dpkg --print-architecture)"; arch="${arch##*-}"; url=; case "$arch" in \'amd64\') url=https://x/linux-amd64.tgz ;; *) url=https://x/src-amd64.tgz ;; esac; wget "$url"\n',
    ],
    [
      'a branch of uname',
      'FROM alpine\nRUN if [ "$(uname -m)" = "x86_64" ]; then wget https://x/amd64; else wget https://x/arm64; fi\n',
    ],
    [
      'a test in front',
      'FROM alpine\nARG TARGETPLATFORM\nRUN [ "$TARGETPLATFORM" != linux/amd64 ] || wget https://x/amd64.tgz\nRUN test "$(arch)" = x86_64 && cp /lib/x86_64-linux-gnu/libx.so /\n',
    ],
    [
      'a guard that ends the script',
      'FROM alpine\nARG TARGETARCH\nRUN [ "$TARGETARCH" = amd64 ] || exit 0; wget https://x/amd64.tgz\n',
    ],
    [
      'a path that is looked for first',
      'FROM debian\nRUN if [ -d /usr/lib/x86_64-linux-gnu ]; then ln -s /usr/lib/x86_64-linux-gnu/a.so /a.so; fi\n',
    ],
    [
      'a default of a variable',
      'FROM alpine\nARG TARGETARCH\nRUN wget https://x/${TARGETARCH:-amd64}.tgz\n',
    ],
    [
      'a table in ENV',
      'FROM alpine\nENV URL_AMD64=https://x/amd64.tgz \\\n    URL_ARM64=https://x/arm64.tgz\nENV SHA256_AMD64=0123 SHA256_ARM64=4567\n',
    ],
    [
      'one file for each',
      'FROM alpine\nADD https://x/tool-amd64 /bin/tool-amd64\nADD https://x/tool-arm64 /bin/tool-arm64\nCOPY out/amd64 out/arm64 /out/\n',
    ],
    ['a loop', 'FROM alpine\nRUN for a in amd64 arm64; do wget https://x/$a/linux-amd64; done\n'],
    [
      'comments',
      'FROM alpine\n# https://x/linux-amd64.tgz\nRUN true \\\n # linux-amd64.tgz\n  && true # see https://x/linux-amd64\n',
    ],
    [
      'text',
      'FROM alpine\nRUN echo "Fetching https://x/linux-amd64.tgz" && printf amd64/x\nLABEL url=https://x/linux-amd64\n',
    ],
    [
      'patterns',
      "FROM alpine\nRUN ARCH=$(uname -m | sed 's/x86_64/amd64/;s/aarch64/arm64/') && wget https://x/$ARCH.tgz && find / -name '*/x86_64*' -delete\n",
    ],
    [
      'packages of a second architecture and cross compilers',
      'FROM debian\nRUN dpkg --add-architecture i386 && apt-get install -y wine32:i386\nRUN apt-get install -y gcc-aarch64-linux-gnu libc6-dev-arm64-cross crossbuild-essential-arm64 gcc-x86-64-linux-gnu\n',
    ],
    [
      'emulators and documents',
      'FROM debian\nCOPY qemu-aarch64-static /usr/bin/\nCOPY docs/linux-amd64.md /docs/\nRUN cp /x/qemu-x86_64-static /usr/bin/\n',
    ],
    [
      'other systems',
      'FROM alpine\nRUN wget https://x/tool-windows-amd64.zip https://x/tool-darwin-amd64.zip\n',
    ],
    [
      'platforms of other programs',
      'FROM alpine\nRUN crane pull --platform linux/amd64 alpine a.tar && foo --platform=linux/amd64 linux/amd64\n',
    ],
    [
      'all architectures of a repository',
      'FROM debian\nRUN echo "deb [arch=amd64,arm64] https://x y z" > /etc/apt/sources.list.d/x.list\n',
    ],
    [
      'a repository for each architecture',
      'FROM ubuntu\nRUN echo "deb [arch=amd64] http://a.example x main" > /etc/apt/sources.list && echo "deb [arch=arm64] http://b.example x main" >> /etc/apt/sources.list\n',
    ],
    [
      'a default that a test replaces',
      'FROM debian\nRUN ARCH=amd64; [ "$(uname -m)" = aarch64 ] && ARCH=arm64; wget https://x/$ARCH.tgz\n',
    ],
    [
      'a function that asks',
      'FROM debian\nRUN name() { case "$(uname -m)" in x86_64) echo amd64 ;; aarch64) echo arm64 ;; esac; }; wget https://x/$(name).tgz\n',
    ],
    [
      'a name that the file gives itself',
      'FROM golang AS build\nRUN go build -o /out/app-linux-amd64 .\nFROM alpine\nCOPY --from=build /out/app-linux-amd64 /app\n',
    ],
    [
      'tools that run on the build platform',
      'FROM --platform=$BUILDPLATFORM golang AS build\nARG TARGETARCH\nRUN curl -o /p.zip https://x/protoc-linux-x86_64.zip\nRUN GOARCH=$TARGETARCH go build -o /app\nFROM alpine\nCOPY --from=build /app /\n',
    ],
    ['other shells', 'FROM alpine\nSHELL ["pwsh", "-c"]\nRUN iwr https://x/linux-amd64\n'],
    [
      'other shells of stages below',
      'FROM alpine AS a\nSHELL ["pwsh", "-c"]\nFROM a AS b\nRUN iwr https://x/linux-amd64\nFROM b AS c\nFROM c\nRUN iwr https://x/linux-amd64\n',
    ],
    [
      'other shells of a stage below, and a stage that nothing has set',
      'FROM alpine AS a\nSHELL ["pwsh", "-c"]\nFROM a AS b\nFROM b AS c\nRUN iwr https://x/linux-amd64\nFROM b\nRUN iwr https://x/linux-amd64\nCOPY --from=c /x /x\n',
    ],
    ['no word of its own', 'FROM alpine\nRUN wget https://x/camd64x/sparc386/arm-project/x641\n'],
    [
      'multiplatform helpers',
      'FROM --platform=$BUILDPLATFORM tonistiigi/xx AS xx\nFROM --platform=$BUILDPLATFORM golang AS build\nCOPY --from=xx / /\nARG TARGETPLATFORM\nRUN xx-apk add musl-dev && xx-go build -o /app && xx-verify /app\nFROM scratch\nCOPY --from=build /app /\n',
    ],
  ];
  for (const [title, text] of idioms) staysSilent(`about ${title}`, text);
  staysSilent('for the only target', 'FROM alpine\nRUN wget https://x/linux-amd64.tgz\n', {
    targets: ['linux/amd64'],
  });
  staysSilent(
    'about files of several architectures for one target',
    'FROM alpine\nRUN wget https://x/linux-amd64.tgz https://x/linux-arm64.tgz\n',
    { targets: ['linux/arm64'] },
  );
  finds(
    'the only target without its files',
    'FROM alpine\nRUN wget https://x/linux-amd64.tgz\n',
    ['1: warning ‹amd64› linux/arm64'],
    { targets: ['linux/arm64'] },
  );
  staysSilent('for levels of one architecture', 'FROM alpine\nRUN wget https://x/linux-amd64\n', {
    targets: ['linux/amd64', 'linux/amd64/v3'],
  });

  staysSilent(
    'for what each architecture calls itself',
    'FROM debian\nARG TARGETARCH\nRUN case $TARGETARCH in amd64) n=linux64 ;; arm64) n=linux-aarch64 ;; esac && wget https://x/geckodriver-$n.tgz\nRUN ./Configure linux64-s390x\n',
  );
  const download = 'wget https://x/linux-amd64';
  const probes = [
    ...['uname -m', 'uname -p', 'uname -i', 'uname --machine', 'uname -a', 'uname -sm'],
    ...['uname -ms', 'arch', 'dpkg --print-architecture', 'dpkg-architecture -qDEB_HOST_CPU'],
    ...['apk --print-arch', 'rpm -E %_arch', 'rpm --eval "%{_arch}"', 'rpm -E "%{?_host_cpu}"'],
    ...['rpm -E %_target_cpu', 'xx-info arch'],
  ];
  for (const probe of probes) {
    for (const script of [
      `if [ "$(${probe})" = "$WANTED" ]; then ${download}; fi`,
      `a=$(${probe}); case $a in $WANTED) ${download} ;; esac`,
      `a="x-$(${probe})"; b=y-$a; test $b != "$WANTED" || ${download}`,
      `if ${probe} | grep -q "$WANTED"; then ${download}; fi`,
      `if [ "$(${probe} | cut -c 1)" = 6 ]; then ${download}; fi`,
      `if [ "$(echo "$(${probe})")" = "$WANTED" ]; then sh -c '${download}'; fi`,
    ]) {
      staysSilent(`behind ${script}`, `FROM alpine\nRUN ${script}\n`);
    }
  }
  for (const question of [
    ...['uname', 'uname -r', 'arch -x', 'dpkg -l', 'dpkg-query -l', 'apk info', 'rpm -q x'],
    ...['rpm -E %fedora', 'rpm -q %_arch', 'rpm -E x%_arch', 'xx-verify x', 'cat /etc/os-release'],
  ]) {
    for (const script of [
      `if [ "$(${question})" = "$WANTED" ]; then ${download}; fi`,
      `a=$(${question}); case $a in $WANTED) ${download} ;; esac`,
      `if ${question} | grep -q "$WANTED"; then ${download}; fi`,
    ]) {
      finds(`what stands behind ${script}`, `FROM alpine\nRUN ${script}\n`, [`1: ${onArm}`]);
    }
  }
  for (const name of [
    ...['TARGETARCH', 'PLATFORM', 'machine', 'cpu', 'TARGETVARIANT', 'triple', 'rid', 'MY_ARCH'],
  ]) {
    staysSilent(
      `behind a test of ${name}`,
      `FROM alpine\nRUN if [ "$${name}" = "$WANTED" ]; then ${download}; fi\n`,
    );
    staysSilent(
      `behind a test of a part of ${name}`,
      `FROM alpine\nRUN a=$V-\${${name}#x}; [ "$B-$a" = "$WANTED" ] && ${download}\n`,
    );
  }
  for (const name of ['grid', 'TARGOS', 'NAME', 'ridge']) {
    finds(
      `what stands behind a test of ${name}`,
      `FROM alpine\nRUN a=$${name}; if [ "$${name}" = "$a" ]; then ${download}; fi\n`,
      [`1: ${onArm}`],
    );
  }
  for (const word of ['386', 'arm', 'aarch64', 'linux-arm64', 'x86_64*']) {
    staysSilent(
      `where something is ${word}`,
      `FROM alpine\nRUN if [ "$WANTED" = ${word} ]; then ${download}; fi\n`,
    );
    staysSilent(
      `in an arm for ${word}`,
      `FROM alpine\nRUN case $WANTED in other|${word}) ${download} ;; esac\n`,
    );
  }

  says(
    'what goes wrong, and where',
    'FROM alpine\nRUN wget https://x/linux-amd64.tgz\nRUN cp /usr/lib/x86_64-linux-gnu/a.so /\nRUN apt-get install x:amd64\n',
    [
      'linux/arm64: this URL is for amd64 whatever the target is, so the image gets files of another architecture. Choose it by $TARGETARCH.',
      'linux/arm64: this path is for x86_64 whatever the target is, so it is missing there or holds files of another architecture. Choose it by $TARGETARCH.',
      'linux/arm64: this package is for amd64 only, and is not installed there or does not run. Choose it by $TARGETARCH.',
    ],
  );

  says(
    'what goes wrong with repositories and variables, and on which platforms',
    'FROM debian\nRUN echo "deb [arch=amd64] https://x y z" > /etc/apt/sources.list.d/x.list\nENV ARCH=amd64\nRUN wget https://x/$ARCH.tgz\n',
    [
      'linux/arm64, linux/s390x: apt takes packages for amd64 only from this repository, so there are none for this platform. Write $(dpkg --print-architecture), or leave arch= out.',
      'linux/arm64, linux/s390x: the names that are made of it are for amd64 whatever the target is. Choose it by $TARGETARCH.',
    ],
    { targets: ['linux/amd64', 'linux/arm64', 'linux/s390x'] },
  );

  mends(
    'by TARGETARCH where every target is called so',
    'FROM alpine\nRUN curl -LO https://x/linux/amd64/kubectl\n',
    [
      [
        'Use $TARGETARCH',
        'FROM alpine\nARG TARGETARCH\nRUN curl -LO https://x/linux/$TARGETARCH/kubectl\n',
      ],
    ],
  );
  mends(
    'with braces where a letter follows, and without an ARG that is there',
    'FROM alpine\nARG TARGETARCH\nARG V\nRUN wget https://x/amd64_v1/a https://x/${V}-amd64\n',
    [
      [
        'Use $TARGETARCH',
        'FROM alpine\nARG TARGETARCH\nARG V\nRUN wget https://x/${TARGETARCH}_v1/a https://x/${V}-${TARGETARCH}\n',
      ],
    ],
  );
  mends(
    'together with the names that follow, in other instructions too',
    'FROM debian\nRUN wget https://x/helm-linux-amd64.tar.gz\nRUN tar xf helm-linux-amd64.tar.gz && mv linux-amd64/helm /usr/bin/\n',
    [
      [
        'Use $TARGETARCH',
        'FROM debian\nARG TARGETARCH\nRUN wget https://x/helm-linux-$TARGETARCH.tar.gz\nRUN tar xf helm-linux-$TARGETARCH.tar.gz && mv linux-$TARGETARCH/helm /usr/bin/\n',
      ],
    ],
  );
  const gnu = (indent: string) =>
    [
      'case "$TARGETARCH" in',
      '    amd64) arch=x86_64 ;;',
      '    arm64) arch=aarch64 ;;',
      '    *) echo "unsupported: $TARGETARCH" >&2; exit 1 ;;',
      'esac &&',
    ].join(` \\\n${indent}`) + ` \\\n${indent}`;
  mends(
    'by a case in the words of the tool, quotes and lines kept',
    'FROM debian\nRUN set -eux; \\\n  curl -o a.zip "https://x/awscli-exe-linux-x86_64.zip"; \\\n  unzip a.zip\n',
    [
      [
        'Choose the name by $TARGETARCH',
        `FROM debian\nARG TARGETARCH\nRUN ${gnu('  ')}set -eux; \\\n  curl -o a.zip "https://x/awscli-exe-linux-$arch.zip"; \\\n  unzip a.zip\n`,
      ],
    ],
  );
  mends(
    'a repository of apt',
    'FROM debian\nRUN echo "deb [arch=amd64] https://x y z" > /etc/apt/sources.list.d/x.list\n',
    [
      [
        'Use $TARGETARCH',
        'FROM debian\nARG TARGETARCH\nRUN echo "deb [arch=$TARGETARCH] https://x y z" > /etc/apt/sources.list.d/x.list\n',
      ],
    ],
  );
  const sources = (mark: string, architecture: string) =>
    `RUN cat <<${mark} > /etc/apt/sources.list.d/x.sources\nTypes: deb\nArchitectures: ${architecture}\nEND\n`;
  mends('a repository in a here-document', `FROM debian\n${sources('END', 'amd64')}`, [
    ['Use $TARGETARCH', `FROM debian\nARG TARGETARCH\n${sources('END', '$TARGETARCH')}`],
  ]);
  mends(
    'nothing where the shell does not expand it',
    `FROM debian\n${sources("'END'", 'amd64')}`,
    [],
  );
  mends(
    'wheels in every part of their name',
    'FROM python:3.13\nRUN pip install https://x/y-manylinux_2_17_x86_64.manylinux2014_x86_64.whl\n',
    [
      [
        'Choose the name by $TARGETARCH',
        `FROM python:3.13\nARG TARGETARCH\nRUN ${gnu('    ')}pip install https://x/y-manylinux_2_17_$arch.manylinux2014_$arch.whl\n`,
      ],
    ],
  );
  mends(
    'targets of Rust as a whole, in a here-document',
    'FROM debian\nRUN <<EOF\nset -e\ncurl -L https://x/t-x86_64-unknown-linux-musl.tar.gz | tar xz\nEOF\n',
    [
      [
        'Choose the name by $TARGETARCH',
        'FROM debian\nARG TARGETARCH\nRUN <<EOF\nset -e\ncase "$TARGETARCH" in\n    amd64) target=x86_64-unknown-linux-musl ;;\n    arm64) target=aarch64-unknown-linux-musl ;;\n    arm) target=armv7-unknown-linux-musleabihf ;;\n    *) echo "unsupported: $TARGETARCH" >&2; exit 1 ;;\nesac\ncurl -L https://x/t-$target.tar.gz | tar xz\nEOF\n',
      ],
    ],
    { targets: ['linux/amd64', 'linux/arm64', 'linux/arm/v7'] },
  );
  mends(
    'by the whole platform where 32-bit ARM has two names, and Debian’s words',
    'FROM debian\nRUN curl -O https://x/a_amd64.deb\n',
    [
      [
        'Choose the name by $TARGETARCH',
        'FROM debian\nARG TARGETPLATFORM\nRUN case "$TARGETPLATFORM" in \\\n        linux/amd64) arch=amd64 ;; \\\n        linux/arm/v7) arch=armhf ;; \\\n        linux/arm/v5) arch=armel ;; \\\n        *) echo "unsupported: $TARGETPLATFORM" >&2; exit 1 ;; \\\n    esac && \\\n    curl -O https://x/a_$arch.deb\n',
      ],
    ],
    { targets: ['linux/amd64', 'linux/arm/v7', 'linux/arm/v5'] },
  );
  mends(
    'above the RUN of a stage on the build platform, which does the rest once',
    'FROM --platform=$BUILDPLATFORM alpine AS fetch\nRUN apk add curl\nRUN curl -o /k https://x/linux/amd64/k\nFROM alpine\nCOPY --from=fetch /k /\n',
    [
      [
        'Use $TARGETARCH',
        'FROM --platform=$BUILDPLATFORM alpine AS fetch\nRUN apk add curl\nARG TARGETARCH\nRUN curl -o /k https://x/linux/$TARGETARCH/k\nFROM alpine\nCOPY --from=fetch /k /\n',
      ],
    ],
  );

  /** A file's name in the words of a project: the word that is replaced, and what it is on each target. */
  const projects: readonly (readonly [
    line: string,
    word: string,
    variable: 'arch' | 'target',
    amd64: string,
    arm64: string,
    arm?: string,
  ])[] = [
    ['RUN curl -LO https://x/protoc-25.1-linux-x86_64.zip', 'x86_64', 'arch', 'x86_64', 'aarch_64'],
    ['RUN curl -LO https://x/tool-1-aarch_64.zip', 'aarch_64', 'arch', 'x86_64', 'aarch_64'],
    ['RUN curl -LO https://x/tool_Linux_x86_64.tgz', 'x86_64', 'arch', 'x86_64', 'arm64'],
    ['RUN curl -LO https://x/tool_Linux_arm64.tgz', 'arm64', 'arch', 'x86_64', 'arm64'],
    ['RUN curl -LO https://x/t-x86_64.tgz', 'x86_64', 'arch', 'x86_64', 'aarch64', 'armv7l'],
    ['RUN curl -LO https://x/t-aarch64.tgz', 'aarch64', 'arch', 'x86_64', 'aarch64', 'armv7l'],
    ['RUN curl -LO https://nodejs.org/v24-linux-x64.tgz', 'x64', 'arch', 'x64', 'arm64', 'armv7l'],
    ['RUN curl -LO https://nodejs.org/node-linux-arm64.tgz', 'arm64', 'arch', 'x64', 'arm64'],
    ['RUN npm install @esbuild/linux-arm64', 'arm64', 'arch', 'x64', 'arm64'],
    ['RUN npm install @img/sharp-linux-arm64', 'arm64', 'arch', 'x64', 'arm64'],
    ['RUN curl -LO https://x/bun-linux-arm64.zip', 'arm64', 'arch', 'x64', 'arm64'],
    ['RUN curl -LO https://x/dotnet-linux-x64.tgz', 'x64', 'arch', 'x64', 'arm64', 'arm'],
    ['RUN curl -LO https://x/ASPNETcore-linux-x64.tgz', 'x64', 'arch', 'x64', 'arm64', 'arm'],
    ['RUN curl -LO https://aka.microsoft.com/t-x64.tgz', 'x64', 'arch', 'x64', 'arm64', 'arm'],
    ['RUN curl -LO https://x/t_amd64.deb', 'amd64', 'arch', 'amd64', 'arm64', 'armhf'],
    ['RUN apt-get install -y linux-image-amd64', 'amd64', 'arch', 'amd64', 'arm64', 'armhf'],
    [
      'RUN ls /usr/lib/jvm && cp /usr/lib/jvm/x-amd64/a /',
      'amd64',
      'arch',
      'amd64',
      'arm64',
      'armhf',
    ],
    [
      'RUN echo "deb [arch=amd64] https://x y z" > /etc/apt/sources.list',
      ...(['amd64', 'arch', 'amd64', 'arm64', 'armhf'] as const),
    ],
    [
      'RUN curl -LO https://x/t-x86_64-linux-musl.tgz',
      ...(['x86_64-linux-musl', 'target', 'x86_64-linux-musl'] as const),
      ...(['aarch64-linux-musl', 'armv7-linux-musleabihf'] as const),
    ],
    [
      'RUN ln -s /usr/lib/x86_64-linux-gnu/a.so /a.so',
      ...(['x86_64-linux-gnu', 'target', 'x86_64-linux-gnu'] as const),
      ...(['aarch64-linux-gnu', 'arm-linux-gnueabihf'] as const),
    ],
    [
      'RUN curl -LO https://x/t-aarch64-unknown-linux-gnu.tgz',
      ...(['aarch64-unknown-linux-gnu', 'target', 'x86_64-unknown-linux-gnu'] as const),
      ...(['aarch64-unknown-linux-gnu', 'armv7-unknown-linux-gnueabihf'] as const),
    ],
  ];
  for (const [line, word, variable, amd64, arm64, arm] of projects) {
    const arms = [`amd64) ${variable}=${amd64}`, `arm64) ${variable}=${arm64}`];
    const lines = [
      'case "$TARGETARCH" in',
      ...[...arms, ...(arm === undefined ? [] : [`arm) ${variable}=${arm}`])].map(
        (one) => `    ${one} ;;`,
      ),
      '    *) echo "unsupported: $TARGETARCH" >&2; exit 1 ;;',
      `esac && \\\n    ${line.slice('RUN '.length).replace(word, `$${variable}`)}`,
    ];
    mends(
      `${word} in ${line} by the project’s own words`,
      `FROM debian\n${line}\n`,
      [
        [
          'Choose the name by $TARGETARCH',
          `FROM debian\nARG TARGETARCH\nRUN ${lines.join(' \\\n    ')}\n`,
        ],
      ],
      { targets: ['linux/amd64', 'linux/arm64', ...(arm === undefined ? [] : ['linux/arm/v7'])] },
    );
  }
  mends(
    'nothing where a target has no name in the words of the project',
    'FROM debian\nRUN curl -LO https://x/tool_Linux_x86_64.tgz\n',
    [],
    { targets: ['linux/amd64', 'linux/arm64', 'linux/riscv64'] },
  );
  mends(
    'with the argument of a stage below, in small letters, and above what sees none yet',
    'from alpine as base\narg TARGETARCH\nfrom base\nrun wget https://x/t-amd64.tgz\n',
    [
      [
        'Use $TARGETARCH',
        'from alpine as base\narg TARGETARCH\nfrom base\nrun wget https://x/t-$TARGETARCH.tgz\n',
      ],
    ],
  );
  mends(
    'with an argument above one that comes too late, in the letters of the file',
    'from alpine\r\nrun wget https://x/t-amd64.tgz\r\narg TARGETARCH\r\n',
    [
      [
        'Use $TARGETARCH',
        'from alpine\r\narg TARGETARCH\r\nrun wget https://x/t-$TARGETARCH.tgz\r\narg TARGETARCH\r\n',
      ],
    ],
  );
  mends(
    'above the comments of a step on the build platform',
    'FROM --platform=$BUILDPLATFORM alpine AS fetch\nRUN apk add curl\n# The tool.\n  # It is large.\nRUN curl -o /k https://x/amd64/k\nFROM alpine\nCOPY --from=fetch /k /\n',
    [
      [
        'Use $TARGETARCH',
        'FROM --platform=$BUILDPLATFORM alpine AS fetch\nRUN apk add curl\nARG TARGETARCH\n# The tool.\n  # It is large.\nRUN curl -o /k https://x/$TARGETARCH/k\nFROM alpine\nCOPY --from=fetch /k /\n',
      ],
    ],
  );

  /** The lines of a stage, and what the fix makes of them: `amd64` is marked by «» where it is replaced. */
  const linked: readonly (readonly [title: string, marked: string])[] = [
    ['beside a comment', '# tool-linux-amd64\nRUN wget https://x/tool-linux-«amd64»'],
    ['beside a comment that is indented', '  # t-amd64 is large\nRUN wget https://x/t-«amd64»'],
    [
      'beside a comment of a long script',
      'RUN wget https://x/t-«amd64».tgz && \\\n  # t-amd64.tgz is large\n  tar xf t-«amd64».tgz',
    ],
    ['with a flag that is no sum', 'ADD --chmod=755 https://x/a-«amd64» /a'],
    ['with a sum that nothing checks', 'RUN wget https://x/a-«amd64» && echo $SHA256'],
    ['with a sum that is only made', 'RUN wget https://x/a-«amd64» && sha256sum a'],
    [
      'beside the sum of another file',
      'RUN wget https://x/a-«amd64»\nRUN echo "0123456789abcdef0123456789abcdef  b" | sha256sum -c',
    ],
    ['and not other words', 'RUN wget https://x/a-«amd64».tgz https://y/b-s390x.tgz'],
    ['and not names of several spellings', 'RUN wget https://x/«amd64»/a https://y/x86_64/b-amd64'],
    ['and not other names', 'RUN wget https://x/a-«amd64».tgz\nRUN wget https://y/b-amd64.tgz'],
    [
      'with the folder in an archive',
      'RUN wget https://x/t-linux-«amd64».tar.gz\nRUN cd linux-«amd64» && cp t-linux-«amd64»/t /t',
    ],
    ['with an argument above FROM of another name', 'RUN wget https://x/a-«amd64».tgz'],
  ];
  for (const [title, marked] of linked) {
    const head = title.includes('above FROM') ? 'ARG OTHER=1\nARG TARGETARCH\n' : '';
    const at = (lines: string, name: string) =>
      `${head}FROM debian\n${name === '' ? '' : 'ARG TARGETARCH\n'}${lines.replaceAll(/«(\w+)»/g, name || '$1')}\n`;
    it(`mends all of a name ${title}`, () => {
      const text = at(marked, '');
      const [first] = findingsOf(text).filter(({ rule }) => rule === 'architecture-literal');
      const fix = first?.fixes.find((one) => one.kind === 'edit');
      assert.ok(fix?.kind === 'edit');
      assert.equal(applyEdits(text, fix.edits), at(marked, '$$TARGETARCH'));
    });
  }
  for (const [title, lines] of [
    ['what runs', 'RUN wget -P /o https://x/tool-linux-amd64\nCMD ["/o/tool-linux-amd64"]'],
    ['what runs, at the end', 'RUN wget https://x/t-amd64.tgz\nENTRYPOINT t-amd64'],
    ['a label', 'LABEL a=t-amd64\nRUN wget https://x/t-amd64.tgz'],
    ['words of an echo', 'RUN wget https://x/t-amd64.tgz && echo t-amd64.tgz'],
    ['its sum', 'RUN wget https://x/t-amd64\nRUN echo "0123  t-amd64" | sha256sum -c'],
    [
      'a step that checks a sum',
      'RUN wget https://x/t-amd64.tgz\nRUN tar xf t-amd64.tgz && echo "$SUM  t" | sha256sum -c',
    ],
    [
      'a step for one target',
      'RUN wget https://x/t-amd64.tgz\nRUN [ "$TARGETARCH" = arm64 ] || tar xf t-amd64.tgz',
    ],
    [
      'a longer name of a compiler',
      'RUN wget https://x/t-x86_64-unknown-linux-gnu.tgz && tar xf t-x86_64.tgz',
    ],
    ['another stage', 'RUN wget https://x/t-amd64.tgz\nFROM scratch\nCOPY --from=0 t-amd64 /t'],
    ['a value that ENV gives', 'ENV TARGETARCH=arm64\nRUN wget https://x/t-amd64.tgz'],
    ['so many that nobody reads them', `RUN wget ${'https://x/a-amd64 '.repeat(101)}`],
  ] as const) {
    mends(`nothing of a name that is also in ${title}`, `FROM debian\n${lines}\n`, []);
  }
  for (const [title, text, added] of [
    ['of several', 'FROM a\nARG V=1 TARGETARCH\nRUN wget https://x/t-amd64\n', ''],
    ['of other names', 'FROM a AS b\nARG V\nRUN x\nFROM b\nRUN wget https://x/t-amd64\n', 'FROM b'],
    [
      'of another stage with a default',
      'FROM a AS b\nARG TARGETARCH=amd64\nFROM c\nCOPY --from=b /a /a\nRUN wget https://x/t-amd64\n',
      'FROM c',
    ],
    ['above the first FROM', 'ARG TARGETARCH\nFROM a\nRUN wget https://x/t-amd64\n', 'FROM a'],
  ] as const) {
    const mended = text.replace('t-amd64', 't-$TARGETARCH');
    mends(`with the argument ${title}`, text, [
      [
        'Use $TARGETARCH',
        added === '' ? mended : mended.replace(added, `${added}\nARG TARGETARCH`),
      ],
    ]);
  }
  mends(
    'nothing where an ARG among others hides the value',
    'ARG V=1 TARGETARCH=amd64\nFROM alpine\nRUN wget https://x/linux-amd64.tgz\n',
    [],
  );

  const unmendable: readonly (readonly [string, string])[] = [
    ['single quotes', "RUN wget 'https://x/linux-amd64.tgz'"],
    ['the exec form', 'RUN ["wget", "https://x/linux-amd64.tgz"]'],
    ['files that only one project calls so', 'RUN wget https://x.nvidia.com/cuda/x86_64/a.tgz'],
    ['several words in one name', 'RUN wget https://x/x86_64/a-amd64.tgz'],
    ['an ADD with words that BuildKit does not have', 'ADD https://x/linux-x86_64.tgz /'],
    [
      'a checksum of the one file',
      'RUN wget https://x/a-amd64 && echo "0123456789abcdef0123456789abcdef  a" | sha256sum -c',
    ],
    ['a checksum of an ADD', 'ADD --checksum=sha256:0123 https://x/a-amd64 /a'],
    ['a shell within the shell', "RUN sh -c 'wget https://x/linux-x86_64.tgz'"],
    [
      'a name that others use',
      'RUN wget https://x/tool-linux-x64.tar.gz && tar xf tool-linux-x64.tar.gz -C /opt\nENV PATH=/opt/tool-linux-x64/bin:$PATH',
    ],
  ];
  for (const [title, lines] of unmendable) {
    mends(`nothing by a wrong edit: ${title}`, `FROM debian\n${lines}\n`, []);
  }
  mends(
    'nothing where an ARG hides the value',
    'ARG TARGETARCH=amd64\nFROM alpine\nRUN wget https://x/linux-amd64.tgz\n',
    [],
  );

  const floods: readonly (readonly [title: string, head: string, piece: string, count: number])[] =
    [
      ['one long word', 'RUN wget https://x/', 'amd64-', 6_000],
      ['many words', 'RUN wget ', 'https://x/amd64 ', 1_600],
      ['many packages', 'RUN apt-get source ', 'libx-amd64 ', 2_400],
      ['many instructions', '', 'RUN wget https://x/linux-amd64.tgz\n', 700],
      ['open braces', 'ENV ', 'A=${B:-/amd64 ', 2_400],
      ['open substitutions', 'RUN wget ', '"$(x /amd64 ', 2_000],
      ['cases', 'RUN ', 'case $a in amd64) wget http://amd64;; esac;', 1_200],
    ];
  for (const [title, head, piece, count] of floods) {
    it(`takes time in proportion to the text: ${title}`, () => {
      assertProportional((share) => {
        findingsOf(`FROM alpine\n${head}${piece.repeat(count * share)}\n`);
      });
    });
  }
});
