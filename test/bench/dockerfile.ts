/** A stage as people write them: arguments, packages over several lines, a heredoc, copies. */
function stage(index: number, image: string): string[] {
  const base = index === 0 ? `--platform=$BUILDPLATFORM ${image}` : `stage-${index - 1}`;
  return [
    `FROM ${base} AS stage-${index}`,
    'ARG TARGETOS TARGETARCH',
    `ARG VERSION_${index}="1.${index}"`,
    `ENV APP_VERSION=\${VERSION_${index}:-dev} GOARCH=$TARGETARCH`,
    '# what the program needs to be made',
    'RUN apt-get update \\',
    '    && apt-get install --yes --no-install-recommends \\',
    '        ca-certificates \\',
    '        git \\',
    '    && rm -rf /var/lib/apt/lists/*',
    'WORKDIR /src',
    'COPY --chown=app:app go.mod go.sum ./',
    `RUN --mount=type=cache,target=/root/.cache,id=go-$TARGETARCH go mod download`,
    'COPY . .',
    `COPY --from=${image} /etc/os-release /base/`,
    'RUN <<BUILD',
    'set -e',
    `go build -ldflags "-X main.version=$APP_VERSION" -o /out/app-\${TARGETARCH} ./cmd/${index}`,
    'BUILD',
    '',
  ];
}

/** A Dockerfile of so many lines in which every stage stands on the one before. */
export function makeDockerfile(lines: number, image: string): string {
  const text: string[] = [];
  for (let index = 0; text.length < lines; index += 1) text.push(...stage(index, image));
  return `${text.slice(0, lines).join('\n')}\n`;
}
