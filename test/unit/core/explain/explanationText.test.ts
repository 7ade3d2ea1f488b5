import assert from 'node:assert/strict';
import { renderMessage } from '../../../../src/core/analysis/finding.ts';
import { explanationMarkdown } from '../../../../src/core/explain/explanationMarkdown.ts';
import { explanationText } from '../../../../src/core/explain/explanationText.ts';
import { emulatingBuilder, explained } from '../../../support/explained.ts';
import { unreachable } from '../../../support/imageFacts.ts';

const file = `ARG A
FROM --platform=linux/arm64 alpine AS a
FROM --platform=$BUILDPLATFORM alpine
ARG TARGETARCH
RUN echo $TARGETARCH
COPY --from=busybox / /
`;
const options = {
  builder: emulatingBuilder,
  images: { 'docker.io/library/busybox:latest': unreachable },
};

describe('a whole explanation', () => {
  it('as a text', () => {
    assert.equal(
      explanationText(explained(file, options)),
      `In short
  - Stages that a build for linux/amd64, linux/arm64 needs: 1 of 2.
  - The builder is “here” (driver docker-container).
  - Its node “here0” runs linux/amd64 itself, and emulates linux/arm64 with QEMU 10.0.3.
  - No step is emulated.
  - Nothing needs these stages: a.
  - Remarks of the checker, each at its stage: 2.

Stage “a” on alpine
  linux/amd64: not needed
  linux/arm64: not needed
  - No target needs it, so it is not built.
  - This stage is linux/arm64 whatever the target is, because --platform is a constant. Use $BUILDPLATFORM where it compiles for the target, else remove --platform; if linux/arm64 is meant, say so in the stage’s name. (line 2, constant-platform-flag)

Stage “stage-1” on alpine, the result
  linux/amd64: native
  linux/arm64: cross
  - --platform=$BUILDPLATFORM: it is for the machine that builds, linux/amd64, whatever the target is.
  - The entry for linux/amd64 of the manifest list “alpine:latest” (sha256:6c696e75782f). (line 3)
  - linux/amd64: “busybox:latest” for linux/amd64. Which platforms it has is not known: no network (line 6)
  - linux/arm64: “busybox:latest” for linux/arm64. Which platforms it has is not known: no network (line 6)
  - linux/amd64: The node “here0” runs linux/amd64 itself. Which platforms “docker.io/library/busybox:latest” has is not known: no network
  - linux/arm64: Runs on the build platform linux/amd64, for linux/arm64. Which platforms “docker.io/library/busybox:latest” has is not known: no network
  - Up to here it is done once for all targets; from here on each has its own, because TARGETARCH differs. (line 5)
  - Files for linux/amd64 under the label linux/arm64: the image that the result is built on is pinned to linux/amd64. Remove --platform here; only stages from which files are copied may keep it. (line 3, result-pinned-to-platform)

Cross-compilation
  - To cross-compile is to run the compiler on the machine that builds, at its full speed, and have it make programs for another platform. In a Dockerfile: FROM --platform=$BUILDPLATFORM, then ARG TARGETOS TARGETARCH, and the compiler is told these.
  - Stage “stage-1” does: it runs on the machine that builds, and TARGETARCH says what it is to make. (line 3)

What comes out
  - A manifest list: 2 images under one name, and everybody who pulls gets the one for their platform.
  - Beside each image stands an attestation, which buildx adds by itself: how it was built (provenance, mode=min). Other tools show it as the platform unknown/unknown.
  - --provenance=mode=max writes more into it, also the values of build arguments; --sbom=true adds what packages are in the image. Neither adds an entry. --provenance=false without --sbom leaves the attestations out.

What is not known
  - “docker.io/library/busybox:latest”: no network (line 6)
`,
    );
  });

  it('as Markdown', () => {
    assert.equal(
      explanationMarkdown(explained(file, options), 'Docker*file', renderMessage),
      `# How Docker\\*file is built

## In short

- Stages that a build for linux/amd64, linux/arm64 needs: 1 of 2.
- The builder is “here” (driver docker-container).
- Its node “here0” runs linux/amd64 itself, and emulates linux/arm64 with QEMU 10.0.3.
- No step is emulated.
- Nothing needs these stages: a.
- Remarks of the checker, each at its stage: 2.

## Stages and platforms

| Stage | Built on | \`linux/amd64\` | \`linux/arm64\` |
| --- | --- | --- | --- |
| a | \`alpine\` | not needed | not needed |
| stage-1 | \`alpine\` | native | cross |

### Stage “a” on alpine

- No target needs it, so it is not built.
- This stage is linux/arm64 whatever the target is, because --platform is a constant. Use \\$BUILDPLATFORM where it compiles for the target, else remove --platform; if linux/arm64 is meant, say so in the stage’s name. (line 2, [constant-platform-flag](https://github.com/multiarch-dev/multiarch/blob/main/docs/rules.md#constant-platform-flag))

### Stage “stage-1” on alpine, the result

- --platform=\\$BUILDPLATFORM: it is for the machine that builds, linux/amd64, whatever the target is.
- The entry for linux/amd64 of the manifest list “alpine:latest” (sha256:6c696e75782f). (line 3)
- \`linux/amd64\`: “busybox:latest” for linux/amd64. Which platforms it has is not known: no network (line 6)
- \`linux/arm64\`: “busybox:latest” for linux/arm64. Which platforms it has is not known: no network (line 6)
- \`linux/amd64\`: The node “here0” runs linux/amd64 itself. Which platforms “docker.io/library/busybox:latest” has is not known: no network
- \`linux/arm64\`: Runs on the build platform linux/amd64, for linux/arm64. Which platforms “docker.io/library/busybox:latest” has is not known: no network
- Up to here it is done once for all targets; from here on each has its own, because TARGETARCH differs. (line 5)
- Files for linux/amd64 under the label linux/arm64: the image that the result is built on is pinned to linux/amd64. Remove --platform here; only stages from which files are copied may keep it. (line 3, [result-pinned-to-platform](https://github.com/multiarch-dev/multiarch/blob/main/docs/rules.md#result-pinned-to-platform))

## Cross-compilation

- To cross-compile is to run the compiler on the machine that builds, at its full speed, and have it make programs for another platform. In a Dockerfile: FROM --platform=\\$BUILDPLATFORM, then ARG TARGETOS TARGETARCH, and the compiler is told these.
- Stage “stage-1” does: it runs on the machine that builds, and TARGETARCH says what it is to make. (line 3)

## What comes out

- A manifest list: 2 images under one name, and everybody who pulls gets the one for their platform.
- Beside each image stands an attestation, which buildx adds by itself: how it was built (provenance, mode=min). Other tools show it as the platform unknown/unknown.
- --provenance=mode=max writes more into it, also the values of build arguments; --sbom=true adds what packages are in the image. Neither adds an entry. --provenance=false without --sbom leaves the attestations out.

| Platform | What |
| --- | --- |
| \`linux/amd64\` | the image for linux/amd64 |
| \`linux/arm64\` | the image for linux/arm64 |
| \`unknown/unknown\` | the attestation of the image for linux/amd64 |
| \`unknown/unknown\` | the attestation of the image for linux/arm64 |

## What is not known

- “docker.io/library/busybox:latest”: no network (line 6)
`,
    );
  });
});
