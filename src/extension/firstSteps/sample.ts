import { l10n } from 'vscode';

/**
 * A Dockerfile to look at where there is none: three mistakes that a build on one platform does not show,
 * each found from another kind of knowledge (text, stages, registry). The comments are for readers.
 */
export function sampleDockerfile(): string {
  return `# syntax=docker/dockerfile:1
# multiarch: platforms=linux/amd64,linux/arm64

# ${l10n.t('A program in Go for two platforms, with three mistakes. Each works on the machine of the one who made it.')}
# ${l10n.t('Point at what is underlined, and take the quick fixes (Ctrl+.).')}

FROM --platform=linux/amd64 golang:1.25-alpine AS build
WORKDIR /src
COPY . .
ARG TARGETOS
RUN GOOS=$TARGETOS GOARCH=$TARGETARCH CGO_ENABLED=0 go build -o /app .

FROM amd64/alpine:3.22
COPY --from=build /app /usr/bin/app
ENTRYPOINT ["app"]
`;
}
