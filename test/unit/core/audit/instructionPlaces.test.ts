import assert from 'node:assert/strict';
import { instructionPlaces } from '../../../../src/core/audit/instructionPlaces.ts';

const file = String.raw`ARG BASE=busybox:1.37
FROM ${'${BASE}'} AS build
RUN mkdir /out

FROM busybox:1.37 AS mid
ARG TARGETARCH
RUN echo one \
  # a comment
  && echo "two   spaces" \
	&& echo three
RUN <<EOF
echo here
echo doc > /heredoc
EOF
RUN ["/bin/echo", "exec form", "x"]
RUN --mount=type=cache,target=/c --network=none echo mounted > /m

FROM mid
COPY --from=build --chown=1:1 --chmod=755 /out/app $HOME2/app-$TARGETARCH
COPY --from=build ["/out/my tool", "/dst/my tool"]
COPY --link --from=build /out/app /linked
ADD --chmod=644 a.txt /added/
COPY <<EOT /inline.txt
hello $TARGETARCH
EOT
copy   a.txt    b.txt   \
   /three/
WORKDIR rel/$TARGETARCH
SHELL ["/bin/sh", "-ec"]
RUN echo ${'${TARGETARCH:-none}'} > arch
COPY . .
COPY . .
ENTRYPOINT ["/linked"]
`;

/** As BuildKit 0.25 of buildx 0.29 has written it for this file, without what makes no layer. */
const history = [
  'COPY amd64/ / # buildkit',
  'COPY files/ / # buildkit',
  'RUN |1 TARGETARCH=amd64 /bin/busybox --install -s /bin # buildkit',
  'RUN |1 TARGETARCH=amd64 /bin/sh -c echo one   && echo "two   spaces" \t&& echo three # buildkit',
  'RUN |1 TARGETARCH=amd64 /bin/sh -c echo here\necho doc > /heredoc\n # buildkit',
  'RUN |1 TARGETARCH=amd64 /bin/echo exec form x # buildkit',
  'RUN |1 TARGETARCH=amd64 /bin/sh -c echo mounted > /m # buildkit',
  'COPY --chown=1:1 --chmod=755 /out/app /opt/home/app-amd64 # buildkit',
  'COPY /out/my tool /dst/my tool # buildkit',
  'COPY /out/app /linked # buildkit',
  'ADD --chmod=644 a.txt /added/ # buildkit',
  'COPY <<EOT /inline.txt # buildkit',
  'COPY a.txt b.txt /three/ # buildkit',
  'WORKDIR /rel/amd64',
  'RUN |1 TARGETARCH=amd64 /bin/sh -ec echo ${TARGETARCH:-none} > arch # buildkit',
  'COPY . . # buildkit',
  'COPY . . # buildkit',
];

/** The line of each layer, from 1, with `base` behind that of a FROM; `?` where none is known. */
function linesOf(text: string, createdBy: readonly string[], target?: string): string {
  return instructionPlaces(text, createdBy, target)
    .map((place) => {
      if (place === undefined) return '?';
      return `${place.range.start.line + 1}${place.kind === 'base' ? ' base' : ''}`;
    })
    .join(', ');
}

describe('the instructions that made layers', () => {
  const check = (
    name: string,
    createdBy: readonly string[],
    expected: string,
    { text = file, target }: { readonly text?: string; readonly target?: string } = {},
  ) => {
    it(name, () => {
      assert.equal(linesOf(text, createdBy, target), expected);
    });
  };
  check(
    'are found down to the base image',
    history,
    '5 base, 5 base, 5 base, 7, 11, 15, 16, 19, 20, 21, 22, 23, 26, ?, 30, 31, 32',
  );
  check(
    'are those of the stage that was built',
    history.slice(0, 7),
    '5 base, 5 base, 5 base, 7, 11, 15, 16',
    {
      target: 'MID',
    },
  );
  check(
    'are not guessed below one that differs',
    ['COPY app /old # buildkit', 'COPY app /app # buildkit'],
    '?, 3',
    {
      text: 'FROM busybox\nCOPY app /new\nCOPY app /app\n',
    },
  );
  check('are none where the file is another one', history, history.map(() => '?').join(', '), {
    text: 'FROM scratch\nCOPY other /\n',
  });
  check(
    'have nothing below scratch',
    ['COPY x /x # buildkit', 'COPY app /app # buildkit'],
    '?, 2',
    {
      text: 'FROM scratch\nCOPY app /app\n',
    },
  );
  check('are none without a stage', ['COPY app /app'], '?', { text: '# nothing\n' });
  check('are none without such a stage', ['COPY app /app'], '?', {
    text: 'FROM scratch\nCOPY app /app\n',
    target: 'other',
  });
  check('may have variables in the middle', ['COPY bin/app-linux-arm64.bin /app # buildkit'], '2', {
    text: 'FROM scratch\nCOPY bin/app-${TARGETOS}-$TARGETARCH.bin /app\n',
  });
  check('are not others with the same beginning', ['COPY bin/app-arm64 /app2 # buildkit'], '?', {
    text: 'FROM scratch\nCOPY bin/app-$TARGETARCH /app\n',
  });
});
