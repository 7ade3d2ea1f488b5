import fc from 'fast-check';
import { base, image, stageName } from './fromLine.ts';
import { plain, variableName, word } from './words.ts';

/** `ARG …`, before the first FROM or in a stage. */
export const argLine = fc.oneof(
  { weight: 24, arbitrary: variableName.map((name) => `ARG ${name}`) },
  {
    weight: 36,
    arbitrary: fc.tuple(variableName, word).map(([name, value]) => `ARG ${name}=${value}`),
  },
  {
    weight: 12,
    arbitrary: fc.tuple(variableName, base).map(([name, value]) => `ARG ${name}=${value}`),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      'ARG',
      'ARG =x',
      'ARG VERSION= NAME="a b"',
      'ARG "VERSION=1"',
      'ARG VERSION=1 IMAGE=alpine:$VERSION',
      'ARG 1X=2',
    ),
  },
);

const environment = fc.oneof(
  {
    weight: 36,
    arbitrary: fc.tuple(variableName, word).map(([name, value]) => `ENV ${name}=${value}`),
  },
  {
    weight: 12,
    arbitrary: fc.tuple(variableName, word, plain).map((parts) => `ENV ${parts.join(' ')}`),
  },
  {
    weight: 12,
    arbitrary: fc
      .tuple(variableName, word, variableName)
      .map(([name, value, other]) => `ENV ${name}="${value} b" ${other}=$${name}`),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom('ENV', 'ENV NAME', 'ENV =a', "ENV NAME='$X' BASE=a\\ b"),
  },
);

const source = fc.oneof(
  { weight: 30, arbitrary: stageName },
  { weight: 18, arbitrary: image },
  { weight: 12, arbitrary: fc.constantFrom('0', '0', '0', '1') },
  { weight: 1, arbitrary: fc.constantFrom('2', '7', '-1', '+1', '00') },
  { weight: 1, arbitrary: fc.constantFrom('$IMAGE', '${BASE:-build}', '', 'BUILD', "'base'") },
);

const copy = fc.oneof(
  { weight: 36, arbitrary: source.map((from) => `COPY --from=${from} /a /b`) },
  { weight: 12, arbitrary: word.map((path) => `COPY a ${path}`) },
  { weight: 1, arbitrary: word.map((path) => `ADD ${path} /`) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      'COPY a',
      'COPY --form=base a b',
      'COPY --from=base --from=build a b',
      'COPY --chmod=755 --link a b',
      'COPY --parents a/b /x',
      'COPY --from=é a b',
      'COPY --chmod=u=rwX,go-w a b',
      'COPY --chmod=$VERSION a b',
      'COPY https://example.com/a /',
      'COPY https://example.com/a.git /',
      'COPY ["a", "b"]',
      'COPY <<a <<"b" /\n$VERSION\na\n$VERSION\nb',
      'COPY 3<<-end /x\n\tFROM nothing\n\tend',
      'ADD --checksum=nope https://example.com/a /',
      'COPY <<EOF /x\nno end',
    ),
  },
);

const mount = fc.oneof(
  { weight: 30, arbitrary: source.map((from) => `from=${from},target=/m`) },
  {
    weight: 18,
    arbitrary: fc.constantFrom(
      'type=cache,target=/c',
      'type=bind,target=/b',
      'type=tmpfs,target=/t',
      'type=secret,id=x',
      'type=cache,id=$TARGETARCH,target=/$NAME',
      'target=/a,rw',
      'type=ssh',
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom('type=nope', 'target', 'type=bind', 'size=1', 'type=cache', ''),
  },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom('64m', '1.5GiB', '1x', '-1', '+1', '$VERSION', '1e', '0x1p3')
      .map((size) => `type=tmpfs,target=/t,size=${size}`),
  },
);

const run = fc.oneof(
  { weight: 24, arbitrary: mount.map((options) => `RUN --mount=${options} true`) },
  { weight: 18, arbitrary: word.map((text) => `RUN echo ${text}`) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      'RUN ["a", "$VERSION"]',
      'RUN ["a"',
      'RUN',
      'RUN --network=none true',
      'RUN --network=nope true',
      'RUN --nope true',
      'RUN --nöpe true',
      'RUN --security=sandbox true',
      'RUN <<EOF\nFROM x\n# comment\nEOF',
      'RUN cat <<-"A" && cat <<B\n\tA\nB',
      'RUN a \\\n\n  && b',
      'RUN a \\\n# comment\n  && b',
      'RUN a \\ \n  && b \\',
    ),
  },
);

const exposed = fc.constantFrom(
  ...[
    '80',
    '80/udp',
    '8000-9000',
    '9000-8000',
    '65536',
    '80/icmp',
    'http',
    '$VERSION',
    '${NAME:-x}',
  ],
  ...['127.0.0.1:80:80', '1.2.3:80:80', '[::1]:80:80', '[::1:80:80', '80:8000-9000', '80:', '-'],
);

const duration = fc.constantFrom(
  '5s',
  '1h30m',
  '5',
  '0',
  '1us',
  '-1s',
  '1.5.s',
  '1µs',
  'às',
  '"5 s"',
);

const probed = fc
  .tuple(fc.constantFrom('interval', 'timeout', 'start-period', 'start-interval'), duration)
  .map(([name, value]) => `HEALTHCHECK --${name}=${value} --retries=3 CMD true`);

const fixed = fc.constantFrom(
  'WORKDIR /a/$NAME',
  'WORKDIR b',
  'USER 1000',
  'CMD ["c"]',
  'WORKDIR',
  'USER ${NAME:-root}',
  'LABEL a=$VERSION b="$NAME"',
  'LABEL a b c',
  'EXPOSE 80/tcp $NAME',
  'CMD ["a", "b"]',
  'CMD a $X',
  'ENTRYPOINT ["x"]',
  'VOLUME ["/a", "/b"]',
  'STOPSIGNAL SIGTERM',
  'STOPSIGNAL $NAME',
  'VOLUME $EMPTY',
  'HEALTHCHECK NONE',
  'HEALTHCHECK --interval=5s CMD true',
  'HEALTHCHECK --interval=5 CMD true',
  'SHELL ["/bin/sh", "-c"]',
  'SHELL sh',
  'MAINTAINER me',
  'FORM alpine',
  'RUNN x',
  'HEALTHCHECK --retries=x CMD true',
  'HEALTHCHECK --retries=-1 CMD true',
);

const others = fc.oneof(
  { weight: 20, arbitrary: fixed },
  {
    weight: 2,
    arbitrary: fc
      .array(exposed, { minLength: 1, maxLength: 3 })
      .map((ports) => `EXPOSE ${ports.join(' ')}`),
  },
  { weight: 2, arbitrary: probed },
);

/** An instruction that ONBUILD may carry. */
const triggered = fc.oneof(copy, run, environment, argLine, others);

/** What stands in a stage. */
export const stageLine = fc.oneof(
  { weight: 30, arbitrary: argLine },
  { weight: 30, arbitrary: environment },
  { weight: 36, arbitrary: copy },
  { weight: 30, arbitrary: run },
  { weight: 4, arbitrary: others },
  { weight: 4, arbitrary: triggered.map((line) => `ONBUILD ${line}`) },
);
