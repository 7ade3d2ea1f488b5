import assert from 'node:assert/strict';
import { explainFailure } from '../../../../../src/core/build/failures/explain.ts';
import { readFailureOutput } from '../../../../../src/core/build/failures/failureOutput.ts';

/**
 * Every text that is known to end or disturb builds for several platforms, and where it comes from: a recorded
 * run (test/fixtures/vectors/buildx-runs.json), a live test, or the source that prints it.
 */
const texts: readonly (readonly [text: string, code: string, source: string])[] = [
  [
    'failed to resolve source metadata for docker.io/library/busybox:1.37: no match for platform in manifest: not found',
    'base-missing-platform',
    'live: buildFailures',
  ],
  [
    'alpine:3.3: no match for platform in manifest sha256:00: not found',
    'base-missing-platform',
    'containerd images/image.go, before 1.7',
  ],
  [
    'no matching manifest for linux/arm64/v8 in the manifest list entries',
    'base-missing-platform',
    'moby distribution/pull_v2.go',
  ],
  [
    'failed to resolve source metadata for r.example.com/a:1: r.example.com/a:1: not found',
    'image-not-found',
    'recorded: not-found',
  ],
  [
    'failed to resolve source metadata for docker.io/x/a:1: pull access denied, repository does not exist or may require authorization: x',
    'pull-denied',
    'containerd remotes/docker/resolver.go; live: buildFailures',
  ],
  [
    'log: exec /bin/sh: exec format error',
    'not-executable',
    'recorded: exec-format; live: buildFailures',
  ],
  [
    'log: /bin/sh: ./tool: cannot execute binary file: Exec format error',
    'not-executable',
    'bash execute_cmd.c',
  ],
  [
    'log: qemu: uncaught target signal 11 (Segmentation fault) - core dumped',
    'emulator-crashed',
    'recorded: qemu-segv',
  ],
  [
    'log: qemu: uncaught target signal 4 (Illegal instruction) - core dumped',
    'emulator-crashed',
    'recorded: qemu-ill',
  ],
  [
    'log: rosetta error: failed to open elf at /lib64/ld-linux-x86-64.so.2',
    'emulator-crashed',
    'Apple Rosetta for Linux, as docker/for-mac quotes it',
  ],
  [
    'Multi-platform build is not supported for the docker driver.',
    'store-needed',
    'buildx build/utils.go; live: buildFailures',
  ],
  ...['OCI exporter', 'Docker exporter', 'Cache export', 'Attestation'].map(
    (feature) =>
      [
        `${feature} is not supported for the docker driver.`,
        'store-needed',
        'buildx build/utils.go',
      ] as const,
  ),
  [
    'multiple platforms feature is currently not supported for docker driver. Please switch to a different driver (eg. "docker buildx create --use")',
    'store-needed',
    'buildx build/build.go, before 0.12',
  ],
  [
    'docker exporter does not currently support exporting manifest lists',
    'list-not-loadable',
    'recorded: load-multi; live: buildFailures',
  ],
  [
    'docker exporter does not support exporting manifest lists, use the oci exporter instead',
    'list-not-loadable',
    'recorded: docker-tar-multi',
  ],
  [
    'oci for multi-node builds currently not supported',
    'output-needs-one-node',
    'recorded: mn-oci',
  ],
  [
    'tar for multi-node builds currently not supported',
    'output-needs-one-node',
    'buildx build/build.go',
  ],
  [
    "multi-node push can't currently be performed with the docker driver, please switch to a different driver",
    'push-needs-another-driver',
    'buildx build/build.go',
  ],
  ['tag is needed when pushing to registry', 'tag-needed', 'recorded: push-notag'],
  [
    'push-by-digest is currently not implemented for docker driver, please create a new builder instance',
    'push-needs-another-driver',
    'buildx build/opt.go',
  ],
  [
    "failed to push r.example.com/a: can't push tagged ref r.example.com/a:1 by digest",
    'push-by-digest-with-tag',
    'recorded: img-push-by-digest-tag',
  ],
  [
    'failed to push 10.0.0.1:5000/a:1: failed to do request: Head "https://10.0.0.1:5000/v2/a/blobs/sha256:0": http: server gave HTTP response to HTTPS client',
    'registry-is-http',
    'recorded: push-http-https; live: buildFailures',
  ],
  [
    'failed to push 10.0.0.1:5000/a:1: failed to do request: Head "https://10.0.0.1:5000/v2/a/blobs/sha256:0": dial tcp 10.0.0.1:5000: connect: connection refused',
    'registry-unreachable',
    'recorded: push-refused; live: runBuild',
  ],
  [
    'failed to push r.example.com/a:1: failed to do request: Head "https://r.example.com/v2/a/blobs/sha256:0": dial tcp: lookup r.example.com: no such host',
    'registry-unreachable',
    'recorded: push-dns',
  ],
  [
    'failed to push r.example.com/a:1: unexpected status from POST request to https://r.example.com/v2/a/blobs/uploads/: 401 Unauthorized',
    'push-denied',
    'containerd remotes/docker/pusher.go; live: buildFailures',
  ],
  [
    'failed to push docker.io/x/a:1: push access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed',
    'push-denied',
    'containerd remotes/docker/pusher.go',
  ],
  [
    'index annotations not supported for single platform export',
    'annotations-need-index',
    'recorded: img-force-index',
  ],
  [
    'image with reference app:1 was found but does not provide the specified platform (linux/arm64)',
    'local-image-lacks-platform',
    'moby daemon/containerd/image.go',
  ],
  [
    'image with reference app:1 was found but does not match the specified platform: wanted linux/arm64, actual: linux/amd64',
    'local-image-lacks-platform',
    'moby daemon/images/image.go',
  ],
  [
    'image with reference app:1 was found but its platform (linux) does not match the specified platform (linux/amd64)',
    'local-image-lacks-platform',
    'quoted by buildpacks/pack',
  ],
  [
    'image with reference app:1 was found but does not provide any platform',
    'local-image-lacks-platform',
    'moby daemon/containerd/image.go',
  ],
  ['failed to find driver "nothing"', 'builder-missing', 'buildx driver/manager.go'],
  ['no builder "x" found', 'builder-missing', 'live: runBuild'],
  [
    'failed to connect to the docker API at unix:///var/run/docker.sock; check if the path is correct and if the daemon is running: dial unix',
    'engine-unreachable',
    'docker client/errors.go',
  ],
  [
    'failed to receive status: rpc error: code = Unavailable desc = error reading from server: EOF',
    'builder-lost',
    'grpc-go internal/transport/http2_client.go; trials: engine',
  ],
  ['Unavailable: error reading from server: EOF', 'builder-lost', 'trials: engine'],
  [
    'empty platform value from expression $NOTHING',
    'platform-invalid',
    'BuildKit dockerfile2llb/convert.go',
  ],
  [
    'failed to parse platform linux/$NOTHING: "linux/": x',
    'platform-invalid',
    'recorded: parse-error-raw',
  ],
  [
    '"a!b" is an invalid component of "linux/a!b": platform specifier component must match "^[A-Za-z0-9_.-]+$": invalid argument',
    'platform-invalid',
    'containerd/platforms platforms.go; live: runBuild',
  ],
  [
    'toomanyrequests: You have reached your pull rate limit.',
    'rate-limited',
    'Docker Hub; live: buildFailures',
  ],
  [
    'failed to push r.example.com/a:1: unexpected status from PUT request to https://r.example.com/v2/a/manifests/1: 400 Bad Request - MANIFEST_INVALID',
    'manifest-refused',
    'OCI distribution specification 1.1, error codes',
  ],
  [
    'Attestations are not supported by this exporter',
    'attestations-not-supported',
    'BuildKit exporter/containerimage',
  ],
  [
    'no support for running processes with linux/amd64/v5 platform, supported: linux/amd64',
    'platform-not-runnable',
    'recorded: amd64-v5',
  ],
  [
    'runtime execution on platform linux/arm64 not supported',
    'platform-not-runnable',
    'BuildKit solver/llbsolver/ops/exec.go, before 0.9',
  ],
  // Of commands that builds do not run; whoever reads them in a build's error sees them as they are.
  ['r.example.com/a:1 is a manifest list', 'unknown', 'docker manifest create'],
  ['no such manifest: r.example.com/a:1', 'unknown', 'docker manifest inspect'],
  ['cannot overwrite digest sha256:0', 'unknown', 'docker manifest annotate'],
];

/** Warnings: the build goes on, so they are no cause of a failure whatever fails later. */
const warnings: readonly string[] = [
  'WARNING: No output specified with docker-container driver. Build result will only remain in the build cache. To push result image into registry use --push or to load image into docker use --load',
  'WARNING: Requested platform "linux/arm64" does not match result platform "linux/amd64"',
  'WARNING: Requested platforms linux/arm64, linux/amd64 do not match result platforms linux/amd64',
  'WARNING: Invalid platform result requested',
  "WARNING: The requested image's platform (linux/amd64) does not match the detected host platform (linux/arm64/v8) and no specific platform was requested",
];

function codeOf(lines: readonly string[], log: readonly string[]): string {
  const output = readFailureOutput(lines);
  return explainFailure({ output, log, platforms: ['linux/arm64'] }).code;
}

describe('the texts that builds are known to fail with', () => {
  for (const [text, code, source] of texts) {
    it(`${code}: ${text} (${source})`, () => {
      const isLog = text.startsWith('log: ');
      const error = 'process "/bin/sh -c x" did not complete successfully: exit code: 255';
      const lines = isLog
        ? [`ERROR: ${error}`]
        : [`ERROR: failed to build: failed to solve: ${text}`];
      assert.equal(codeOf(lines, isLog ? [text.slice('log: '.length)] : []), code);
    });
  }

  for (const warning of warnings) {
    it(`is no failure: ${warning}`, () => {
      const error = 'ERROR: process "x" did not complete successfully: exit code: 3';
      assert.equal(codeOf([warning, error], []), 'command-failed');
    });
  }
});
