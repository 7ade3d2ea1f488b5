import type { KnownCause } from './knownCause.ts';
import { registryCauses } from './registryCauses.ts';

/**
 * The known failures, the more telling ones first. Each text is one that BuildKit, buildx, containerd, the
 * engine, the kernel or QEMU print; the file and version stand beside it.
 */
export const knownCauses: readonly KnownCause[] = [
  {
    // linux-user/signal.c of QEMU 5 to 10; seen with QEMU 7.2 and 10.
    code: 'emulator-crashed',
    in: 'log',
    pattern: /qemu: uncaught target signal (\d{1,2})(?: \(([^)\n]{1,60})\))?/,
    cause: 'A program crashed under emulation on {0} (signal {1}, {2}).',
    advice:
      'QEMU translates every instruction, and some programs make it fail: the program may well run natively. Build this stage on the build platform, build on a native node, or use a newer emulator.',
    remedies: ['use-build-platform', 'create-builder', 'install-emulator', 'build-rest'],
  },
  {
    // Docker Desktop's Rosetta (docker/for-mac).
    code: 'emulator-crashed',
    in: 'log',
    pattern: /rosetta error: ([^\n]{1,200})/,
    cause: 'Rosetta could not run a program on {0}: {1}.',
    advice:
      'Rosetta needs the loader and the libraries of the other architecture in the image. Build this stage on the build platform, or install them.',
    remedies: ['use-build-platform', 'build-rest'],
  },
  {
    // execve(2) ENOEXEC, printed by runc and by shells.
    code: 'not-executable',
    in: 'log',
    pattern: /exec format error|cannot execute binary file/i,
    cause: 'The machine that builds cannot run programs for {0}.',
    advice:
      'Either no emulator is registered for this platform, or the image holds files of another architecture than its label says. Install emulators, use a node that is native for it, or look at what the base image really holds.',
    remedies: ['install-emulator', 'create-builder', 'check-architecture', 'build-rest'],
  },
  {
    // BuildKit v0.32, solver/llbsolver/ops/exec.go; older: "runtime execution on platform P not supported".
    code: 'platform-not-runnable',
    in: 'error',
    pattern:
      /no support for running processes with (\S{1,100}) platform|runtime execution on platform (\S{1,100}) not supported/,
    cause: 'The builder cannot run programs for {1}.',
    advice:
      'Its processor does not have this level of instructions, and no emulator offers it. Use a node that has, or build for a lower level.',
    remedies: ['use-builder', 'create-builder', 'drop-target'],
  },
  {
    // containerd core/images/image.go; older versions name a digest.
    code: 'base-missing-platform',
    in: 'error',
    pattern: /failed to resolve source metadata for (\S{1,300}): no match for platform in manifest/,
    cause: 'The image {1} is not made for {0}.',
    advice:
      'Its manifest list has no entry that serves this platform. Take a tag that has one, another image, or no longer build for this platform.',
    remedies: ['find-tag', 'drop-target', 'build-rest'],
  },
  {
    // moby distribution/pull_v2.go; containerd adds to it.
    code: 'base-missing-platform',
    in: 'error',
    pattern: /no matching manifest for (\S{1,100}) in the manifest list entries/,
    cause: 'The image is not made for {1}.',
    advice:
      'Its manifest list has no entry that serves this platform. Take a tag that has one, another image, or no longer build for this platform.',
    remedies: ['find-tag', 'drop-target', 'build-rest'],
  },
  {
    // Of images that are named elsewhere, and of containerd before 1.7, which names a digest.
    code: 'base-missing-platform',
    in: 'error',
    pattern: /no match for platform in manifest/,
    cause: 'An image is not made for {0}.',
    advice:
      'Its manifest list has no entry that serves this platform. Take a tag that has one, another image, or no longer build for this platform.',
    remedies: ['find-tag', 'drop-target', 'build-rest'],
  },
  {
    // moby daemon/containerd/image.go and daemon/images/image.go.
    code: 'local-image-lacks-platform',
    in: 'error',
    pattern:
      /image with reference (\S{1,300}) was found but (?:does not (?:provide|match) (?:the specified|any) platform|its platform)/,
    cause: 'The engine has the image {1}, but not for {0}.',
    advice: 'Pull it for this platform first, or ask for the platform that is there.',
    remedies: ['retry'],
  },
  {
    // buildx v0.36, build/utils.go, notSupported.
    code: 'store-needed',
    in: 'error',
    pattern:
      /(Multi-platform build|OCI exporter|Docker exporter|Cache export|Attestation|multiple platforms feature) is (?:currently )?not supported for (?:the )?docker driver/i,
    cause: 'This builder cannot do it: {1} needs the containerd image store, or another builder.',
    advice:
      'The Docker engine uses its classic image store, which holds one platform of an image. Turn the containerd image store on, or create a builder of the driver docker-container.',
    remedies: ['create-builder', 'use-builder', 'switch-store'],
  },
  {
    // buildx v0.36, build/opt.go.
    code: 'list-not-loadable',
    in: 'error',
    pattern: /docker exporter does not (?:currently )?support exporting manifest lists/,
    cause: 'An image for several platforms cannot be loaded this way.',
    advice:
      'The classic image store, and a docker archive, hold one platform of an image. Load one platform, push, write an OCI archive, or turn the containerd image store on.',
    remedies: ['build-alone', 'choose-output', 'switch-store'],
  },
  {
    // buildx v0.36, build/build.go.
    code: 'output-needs-one-node',
    in: 'error',
    pattern: /(oci|tar|docker) for multi-node builds currently not supported/,
    cause: 'A builder of several nodes cannot write one {1} archive.',
    advice:
      'Push instead: the nodes push their platforms, and buildx joins them. Or use a builder of one node.',
    remedies: ['choose-output', 'use-builder'],
  },
  {
    code: 'push-needs-another-driver',
    in: 'error',
    pattern:
      /multi-node push can't currently be performed with the docker driver|push-by-digest is currently not implemented for docker driver/,
    cause: 'The docker driver cannot push by digest.',
    advice: 'Use a builder of the driver docker-container, kubernetes or remote.',
    remedies: ['create-builder', 'use-builder'],
  },
  {
    // buildx v0.36, build/opt.go.
    code: 'tag-needed',
    in: 'error',
    pattern: /tag is needed when pushing to registry/,
    cause: 'A push needs a name for the image.',
    advice:
      'Give it a tag that names the registry and the repository, e.g. registry.example.com/team/app:1.0.',
    remedies: ['add-tag'],
  },
  {
    // BuildKit v0.32, util/push/push.go.
    code: 'push-by-digest-with-tag',
    in: 'error',
    pattern: /can't push tagged ref (\S{1,300}) by digest/,
    cause: 'A push by digest cannot have a tag: {1}.',
    advice: 'Name the repository without a tag; the tag is given when the platforms are joined.',
    remedies: ['open-file'],
  },
  ...registryCauses,
  {
    code: 'no-space',
    in: 'error',
    pattern: /no space left on device/,
    cause: 'The disk of the builder is full.',
    advice: 'Free space in its build cache, or on the disk.',
    remedies: ['free-space', 'retry'],
  },
  {
    code: 'no-space',
    in: 'log',
    pattern: /no space left on device/i,
    cause: 'The disk of the builder is full.',
    advice: 'Free space in its build cache, or on the disk.',
    remedies: ['free-space', 'retry'],
  },
  {
    // BuildKit v0.32, exporter/containerimage.
    code: 'annotations-need-index',
    in: 'error',
    pattern: /index annotations not supported for single platform export/,
    cause: 'There is no index that could carry the annotations: the image has one platform.',
    advice: 'Annotate the manifest, or build for several platforms.',
    remedies: ['open-file'],
  },
  {
    code: 'attestations-not-supported',
    in: 'error',
    pattern: /cannot export attestations with|attestations? (?:are|is) not supported/i,
    cause: 'This output cannot carry attestations.',
    advice:
      'Turn them off with --provenance=false and --sbom=false, or choose an output with OCI media types.',
    remedies: ['choose-output'],
  },
  {
    // buildx v0.29, build/opt.go.
    code: 'context-missing',
    in: 'error',
    pattern: /unable to prepare context: path "([^"\n]{1,400})" not found/,
    cause: 'There is no build context {1}.',
    advice:
      'The context is the folder that COPY takes files from; its path is relative to the folder that the build runs in. Choose one that is there.',
    remedies: ['choose-context'],
  },
  {
    // BuildKit v0.25, frontend/dockerui.
    code: 'dockerfile-missing',
    in: 'error',
    pattern: /failed to read dockerfile: open ([^\n]{1,400}): no such file or directory/,
    cause: 'There is no Dockerfile {1}.',
    advice:
      'It may have been moved or not been saved, or .dockerignore of a remote context leaves it out.',
    remedies: ['choose-context'],
  },
  {
    // BuildKit v0.25, solver/llbsolver/mounts: the build was given no secret of this id.
    code: 'secret-missing',
    in: 'error',
    pattern: /(?:^|[\s:])secret (\S{1,200}): not found/,
    cause: 'The build was not given the secret {1}.',
    advice:
      'The instruction requires it. Give the task a secret with this id, from an environment variable or a file, or leave out `required`.',
    remedies: ['open-file'],
  },
  {
    // BuildKit v0.25, session/secrets/secretsprovider/store.go.
    code: 'secret-unreadable',
    in: 'error',
    pattern: /failed to stat ([^\n]{1,400}): (?:stat|CreateFile|GetFileAttributesEx) /,
    cause: 'The secret {1} cannot be read: there is no such file.',
    advice:
      'Its path is relative to the folder that the build runs in. Mend the path, or make the file.',
    remedies: ['retry'],
  },
  {
    // BuildKit v0.25, session/sshforward.
    code: 'ssh-missing',
    in: 'error',
    pattern: /unset ssh forward key (\S{1,200})|no ssh handler for id (\S{1,200})/,
    cause: 'The build was not given the ssh agent {1}.',
    advice:
      'The instruction requires it. Give the task `"ssh": ["default"]`, or the id that it asks for.',
    remedies: ['open-file'],
  },
  {
    // BuildKit v0.32, dockerfile2llb/convert.go.
    code: 'target-missing',
    in: 'error',
    pattern: /target stage "([^"\n]{1,200})" could not be found/,
    cause: 'The file has no stage {1}.',
    advice: 'Name a stage that it has as the target.',
    remedies: ['open-file'],
  },
  {
    code: 'platform-invalid',
    in: 'error',
    pattern:
      /failed to parse platform ([^\s:]{1,200})|"[^"\n]{0,200}" is an invalid component of "([^"\n]{1,200})"|"([^"\n]{1,200})": (?:cannot parse platform specifier|unknown operating system or architecture)|empty platform value from expression ([^\s]{1,200})/,
    cause: '{1} is no platform.',
    advice: 'A platform is os/architecture[/variant], e.g. linux/arm64 or linux/arm/v7.',
    remedies: ['open-file'],
  },
  {
    code: 'file-missing',
    in: 'error',
    pattern:
      /failed to calculate checksum of ref [^\n]{0,300}: "([^"\n]{1,400})": not found|failed to compute cache key: [^\n]{0,300}"([^"\n]{1,400})": not found/,
    cause: 'There is no {1} where the instruction looks for it.',
    advice:
      'Look at its path, at what .dockerignore leaves out, and at the context that the build is given.',
    remedies: ['open-file'],
  },
  {
    code: 'dockerfile-error',
    in: 'error',
    pattern: /dockerfile parse error on line \d{1,7}: ([^\n]{1,400})/,
    cause: 'BuildKit does not understand the file: {1}',
    advice: 'Mend the line.',
    remedies: ['open-file'],
  },
  {
    code: 'lint-violation',
    in: 'error',
    pattern: /lint violation found for rules: ([^\n]{1,400})/,
    cause: 'The file asks that these checks fail the build: {1}.',
    advice: 'Mend what they found, or change the line `# check=error=true`.',
    remedies: ['open-file'],
  },
  {
    code: 'builder-missing',
    in: 'error',
    pattern: /no builder "([^"\n]{1,200})" found|failed to find driver "([^"\n]{1,100})"/,
    cause: 'There is no builder {1}.',
    advice: 'Use another builder, or create it.',
    remedies: ['use-builder', 'create-builder'],
  },
  {
    code: 'engine-unreachable',
    in: 'error',
    pattern:
      /failed to connect to the docker API at (\S{1,300}?);?(?:\s|$)|Cannot connect to the Docker daemon at (\S{1,300}?)\.?(?:\s|$)/,
    cause: 'The Docker engine at {1} does not answer.',
    advice: 'Start it, or choose the context of one that runs (docker context use).',
    remedies: ['retry', 'show-builders'],
  },
  {
    // grpc-go internal/transport/http2_client.go, as buildx prints it when a builder ends: seen with an engine that was killed.
    code: 'builder-lost',
    in: 'error',
    pattern: /\berror reading from server: /,
    cause: 'The connection to the builder was lost while it built.',
    advice: 'It ended, was started anew, or the way to it broke. Build again once it runs.',
    remedies: ['retry', 'show-builders'],
  },
  {
    code: 'crashed',
    in: 'error',
    pattern: /did not complete successfully: exit code: (132|134|135|136|139)\b/,
    cause: 'A program of this step crashed on {0} (exit code {1}).',
    advice:
      'The output of the step says which one. Code 139 is a memory fault, 132 an instruction that the processor does not have.',
    remedies: ['open-file', 'build-rest'],
  },
  {
    code: 'out-of-memory',
    in: 'error',
    pattern:
      /did not complete successfully: exit code: 137\b|cannot allocate memory|signal: killed/,
    cause: 'The step on {0} was killed, most likely because the builder ran out of memory.',
    advice:
      'Emulated compilers need several times the memory. Give the engine more, or build one platform at a time.',
    remedies: ['build-alone', 'use-build-platform', 'build-rest'],
  },
  {
    code: 'command-not-found',
    in: 'error',
    pattern: /did not complete successfully: exit code: 127\b/,
    cause: 'The step on {0} calls a program that its image does not have.',
    advice: 'The output of the step names it. An image can lack it for one platform only.',
    remedies: ['open-file', 'build-rest'],
  },
  {
    code: 'command-failed',
    in: 'error',
    pattern: /did not complete successfully: exit code: (\d{1,10})/,
    cause: 'The command of this step failed on {0} with exit code {1}.',
    advice: 'The output of the step says why.',
    remedies: ['open-file', 'build-rest', 'retry'],
  },
];
