import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { parseBuildEvent } from '../../../../../src/adapters/docker/buildEvents.ts';
import { renderMessage } from '../../../../../src/core/analysis/finding.ts';
import { knownCauses } from '../../../../../src/core/build/failures/causes.ts';
import { explainFailure } from '../../../../../src/core/build/failures/explain.ts';
import { readFailureOutput } from '../../../../../src/core/build/failures/failureOutput.ts';
import { BuildProgress } from '../../../../../src/core/build/progress/buildProgress.ts';

interface RecordedRun {
  readonly id: string;
  readonly args: readonly string[];
  readonly exit: number;
  readonly stderrText: string;
  readonly rawjson?: readonly unknown[];
}

const recorded = JSON.parse(readFileSync('test/fixtures/vectors/buildx-runs.json', 'utf8')) as {
  readonly builds: readonly RecordedRun[];
};

function platformsOf({ args }: RecordedRun): readonly string[] {
  const at = args.indexOf('--platform');
  return at < 0 ? [] : (args[at + 1] ?? '').split(',');
}

/** Explains a recorded run as the program would, which always asks for events. */
function explainRun(run: RecordedRun) {
  const progress = new BuildProgress();
  for (const event of run.rawjson ?? []) {
    const read = parseBuildEvent(JSON.stringify(event));
    if (read) progress.add(read);
  }
  const step = progress.steps().find(({ state }) => state === 'failed');
  // Runs that were recorded as plain text have what the step printed between the other lines.
  const printed = run.rawjson ? progress.log(step?.digest ?? '').lines : run.stderrText.split('\n');
  return explainFailure({
    output: readFailureOutput(run.stderrText.split('\n')),
    ...(step && { step }),
    log: printed,
    platforms: platformsOf(run),
  });
}

/** What each recorded failure of buildx 0.36 comes to. */
const runs: Readonly<Record<string, string>> = {
  'no-match': 'base-missing-platform linux/riscv64',
  'no-match-plain': 'base-missing-platform linux/riscv64',
  'no-match-copyfrom': 'base-missing-platform linux/riscv64',
  'not-found': 'image-not-found linux/amd64',
  'not-found-plain': 'image-not-found linux/amd64',
  'not-found-stage-typo': 'registry-unreachable linux/amd64',
  'exec-format': 'not-executable linux/loong64',
  'exec-format-plain': 'not-executable linux/loong64',
  'exec-format-mismatch': 'not-executable linux/amd64',
  'exec-format-jsonform': 'not-executable linux/loong64',
  'run-exit3': 'command-failed linux/arm64',
  'run-exit3-plain': 'command-failed',
  'run-cmd-notfound': 'command-not-found linux/arm64',
  'qemu-segv': 'emulator-crashed linux/arm64',
  'native-segv': 'crashed linux/amd64',
  'qemu-ill': 'emulator-crashed linux/s390x',
  'amd64-v5': 'platform-not-runnable linux/amd64/v5',
  'arm-v6-from-v7': 'base-missing-platform linux/arm/v6',
  'check-error-true': 'lint-violation',
  'build-error-true': 'lint-violation',
  'parse-error': 'dockerfile-error',
  'parse-error-raw': 'platform-invalid',
  'bad-platform-flag': 'platform-invalid linux/a/b/c',
  'bad-platform-unknown': 'platform-invalid foo',
  'load-multi': 'list-not-loadable',
  'docker-tar-multi': 'list-not-loadable',
  'push-notag': 'tag-needed linux/amd64',
  'push-http-https': 'registry-is-http linux/amd64',
  'pull-http-https': 'registry-is-http linux/amd64',
  'push-refused': 'registry-unreachable linux/amd64',
  'push-dns': 'registry-unreachable linux/amd64',
  'target-missing': 'target-missing',
  'mn-load': 'list-not-loadable',
  'mn-oci': 'output-needs-one-node',
  'mn-fail-one': 'command-failed',
  'mn-fail-one-raw': 'command-failed linux/arm64',
  'img-docker-mt-attest': 'attestations-not-supported',
  'img-force-index': 'annotations-need-index linux/arm64',
  'img-push-by-digest-tag': 'push-by-digest-with-tag linux/arm64',
};

/** Texts of other versions and tools: those of the engine, of older buildx, and of registries. */
const texts: readonly (readonly [error: string, code: string, cause: string])[] = [
  [
    'failed to solve: alpine:3.3: no match for platform in manifest sha256:0123: not found',
    'base-missing-platform',
    'An image is not made for linux/arm64.',
  ],
  [
    'no matching manifest for linux/arm64/v8 in the manifest list entries: no match for platform in manifest: not found',
    'base-missing-platform',
    'The image is not made for linux/arm64/v8.',
  ],
  [
    'multiple platforms feature is currently not supported for docker driver. Please switch to a different driver (eg. "docker buildx create --use")',
    'store-needed',
    'This builder cannot do it: multiple platforms feature needs the containerd image store, or another builder.',
  ],
  [
    "multi-node push can't currently be performed with the docker driver, please switch to a different driver",
    'push-needs-another-driver',
    'The docker driver cannot push by digest.',
  ],
  [
    'failed to solve: failed to push registry.example.com/team/app:1: unexpected status from POST request to https://registry.example.com/v2/team/app/blobs/uploads/: 401 Unauthorized',
    'push-denied',
    'The registry does not let you push registry.example.com/team/app:1.',
  ],
  [
    'failed to solve: failed to push example/app: push access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed',
    'push-denied',
    'The registry does not let you push example/app.',
  ],
  [
    'failed to solve: private/app: failed to resolve source metadata for docker.io/private/app:latest: pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed',
    'pull-denied',
    'The registry does not show the image docker.io/private/app:latest: it does not exist there, or you may not read it.',
  ],
  [
    'failed to solve: alpine: failed to resolve source metadata for docker.io/library/alpine:latest: failed to copy: httpReadSeeker: failed open: unexpected status code https://registry-1.docker.io/v2/library/alpine/manifests/sha256:0: 429 Too Many Requests - Server message: toomanyrequests: You have reached your pull rate limit.',
    'rate-limited',
    'The registry answers no more for now: there were too many requests.',
  ],
  [
    'failed to solve: failed to push r.example.com/a:1: failed to do request: Head "https://r.example.com/v2/a/blobs/sha256:0": tls: failed to verify certificate: x509: certificate signed by unknown authority',
    'registry-not-trusted',
    'The builder does not trust the certificate of the registry r.example.com: failed to verify certificate: x509: certificate signed by unknown authority.',
  ],
  [
    'failed to solve: failed to compute cache key: failed to calculate checksum of ref sha256:00: "/app/bin": not found',
    'file-missing',
    'There is no /app/bin where the instruction looks for it.',
  ],
  [
    'failed to solve: ResourceExhausted: failed to prepare x: write /var/lib: no space left on device',
    'no-space',
    'The disk of the builder is full.',
  ],
  [
    'failed to solve: process "/bin/sh -c make" did not complete successfully: exit code: 137',
    'out-of-memory',
    'The step on linux/arm64 was killed, most likely because the builder ran out of memory.',
  ],
  ['no builder "x" found', 'builder-missing', 'There is no builder x.'],
  [
    'failed to connect to the docker API at unix:///var/run/docker.sock; check if the path is correct and if the daemon is running: dial unix /var/run/docker.sock: connect: no such file or directory',
    'engine-unreachable',
    'The Docker engine at unix:///var/run/docker.sock does not answer.',
  ],
  [
    'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?',
    'engine-unreachable',
    'The Docker engine at unix:///var/run/docker.sock does not answer.',
  ],
  [
    'failed to receive status: rpc error: code = Unavailable desc = error reading from server: EOF',
    'builder-lost',
    'The connection to the builder was lost while it built.',
  ],
  [
    'failed to solve: image with reference app:1 was found but does not provide the specified platform (linux/arm64)',
    'local-image-lacks-platform',
    'The engine has the image app:1, but not for linux/arm64.',
  ],
  [
    'failed to solve: runtime execution on platform linux/arm64 not supported',
    'platform-not-runnable',
    'The builder cannot run programs for linux/arm64.',
  ],
  [
    'failed to solve: failed to do request: Head "https://169.254.169.254/v2/a/manifests/1": http: server gave HTTP response to HTTPS client',
    'registry-is-http',
    'The registry 169.254.169.254 speaks plain HTTP, and the builder expects HTTPS.',
  ],
  ['failed to solve: Canceled: context canceled', 'cancelled', 'The build was cancelled.'],
  ['failed to solve: the moon is full', 'unknown', 'the moon is full'],
];

describe('why a build failed', () => {
  for (const [id, expected] of Object.entries(runs)) {
    it(`recorded run ${id}`, () => {
      const run = recorded.builds.find((build) => build.id === id);
      assert.ok(run, id);
      const { code, platform } = explainRun(run);
      assert.equal([code, platform].filter(Boolean).join(' '), expected);
    });
  }

  it('knows every recorded failure', () => {
    const failed = recorded.builds.filter(({ exit, id }) => exit !== 0 && !id.startsWith('check'));
    assert.deepEqual(
      failed.map(({ id }) => id).filter((id) => runs[id] === undefined),
      [],
    );
  });

  for (const [error, code, cause] of texts) {
    it(error, () => {
      const output = readFailureOutput([`ERROR: ${error}`]);
      const explained = explainFailure({ output, log: [], platforms: ['linux/arm64'] });
      assert.equal(explained.code, code);
      assert.equal(renderMessage(explained.cause), cause);
    });
  }

  it('advises nobody to trust an address that no registry has', () => {
    const failed = (host: string) =>
      explainFailure({
        output: readFailureOutput([
          `ERROR: failed to do request: Head "https://${host}/v2/a": http: server gave HTTP response to HTTPS client`,
        ]),
        ...{ log: [], platforms: [] },
      });
    assert.deepEqual(failed('registry.example.com').remedies, ['mark-insecure']);
    const { remedies, advice } = failed('169.254.169.254');
    assert.deepEqual(remedies, []);
    assert.match(advice?.text ?? '', /^No registry has such an address/);
  });

  it('has every code in the documentation', () => {
    const page = readFileSync('docs/building.md', 'utf8');
    assert.deepEqual(
      knownCauses.map(({ code }) => code).filter((code) => !page.includes(`| \`${code}\` `)),
      [],
    );
  });

  it('takes any text', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (lines) => {
        const output = readFailureOutput(lines);
        explainFailure({ output, log: lines, platforms: [] });
      }),
    );
  });
});
