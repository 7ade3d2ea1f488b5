import type { OptionKind } from './optionKind.ts';

/** Drivers of which buildx creates builders. A builder of the driver `docker` is a docker context. */
export type CreatableDriver = 'docker-container' | 'kubernetes' | 'remote';

/** A setting of a node that its driver knows (`--driver-opt`). */
export type DriverOption = OptionKind & {
  /** As it is written, e.g. `qemu.install`; `env.` stands before a variable's name. */
  readonly name: string;
  /** One line, in English. */
  readonly help: string;
  readonly example: string;
  /** First buildx that knows it, where that is newer than 0.13. */
  readonly since?: string;
};

/** Makes `--load` the default; the same in every driver (buildx v0.14). */
const defaultLoad: DriverOption = {
  name: 'default-load',
  kind: 'boolean',
  help: 'Load what is built into the Docker engine without --load',
  example: 'true',
  since: '0.14',
};

const environment: DriverOption = {
  name: 'env.',
  kind: 'variable',
  help: 'A variable in the environment of BuildKit, such as a proxy',
  example: 'HTTPS_PROXY=http://proxy.example.com:3128',
};

/** buildx v0.36, driver/docker-container/factory.go. */
const dockerContainer: readonly DriverOption[] = [
  {
    name: 'image',
    kind: 'text',
    help: 'BuildKit image to run instead of the default one',
    example: 'moby/buildkit:v0.25.1',
  },
  {
    name: 'network',
    kind: 'text',
    help: 'Network of the container: host reaches a registry on this machine',
    example: 'host',
  },
  environment,
  {
    name: 'memory',
    kind: 'memory',
    help: 'Largest memory of the container',
    example: '4g',
  },
  {
    name: 'memory-swap',
    kind: 'memory',
    help: 'Largest memory and swap together; -1 sets no limit to swap',
    example: '8g',
  },
  {
    name: 'cpu-quota',
    kind: 'integer',
    help: 'Processor time in each period, in microseconds',
    example: '200000',
  },
  {
    name: 'cpu-period',
    kind: 'integer',
    help: 'Length of such a period, in microseconds',
    example: '100000',
  },
  {
    name: 'cpu-shares',
    kind: 'integer',
    help: 'Weight beside other containers; 1024 is the usual one',
    example: '512',
  },
  {
    name: 'cpuset-cpus',
    kind: 'text',
    help: 'Processors that it may use',
    example: '0-3',
  },
  {
    name: 'cpuset-mems',
    kind: 'text',
    help: 'Memory nodes that it may use',
    example: '0',
  },
  {
    name: 'cgroup-parent',
    kind: 'text',
    help: 'Control group that the container is put under',
    example: '/docker/buildx',
  },
  {
    name: 'restart-policy',
    kind: 'restart-policy',
    help: 'When the engine starts the container again',
    example: 'unless-stopped',
  },
  defaultLoad,
  {
    name: 'provenance-add-gha',
    kind: 'boolean',
    help: 'Write what GitHub Actions tells of a run into provenance',
    example: 'false',
    since: '0.30',
  },
  {
    name: 'allow-untrusted-image',
    kind: 'boolean',
    help: 'Run a BuildKit image whose signature is not trusted',
    example: 'true',
    since: '0.36',
  },
];

/** buildx v0.36, driver/kubernetes/factory.go. */
const kubernetes: readonly DriverOption[] = [
  {
    name: 'namespace',
    kind: 'text',
    help: 'Namespace of the pods, instead of that of the current kubeconfig context',
    example: 'buildkit',
  },
  {
    name: 'replicas',
    kind: 'integer',
    help: 'How many pods run BuildKit; each has a build cache of its own',
    example: '2',
  },
  {
    name: 'nodeselector',
    kind: 'pairs',
    help: 'Labels of the machines that the pods run on: kubernetes.io/arch=arm64 makes arm64 native',
    example: 'kubernetes.io/arch=arm64',
  },
  {
    name: 'qemu.install',
    kind: 'boolean',
    help: 'Install emulators before BuildKit starts, which needs a privileged container',
    example: 'true',
  },
  {
    name: 'qemu.image',
    kind: 'text',
    help: 'Image that installs the emulators',
    example: 'tonistiigi/binfmt:latest',
  },
  {
    name: 'image',
    kind: 'text',
    help: 'BuildKit image to run instead of the default one',
    example: 'moby/buildkit:v0.25.1',
  },
  {
    name: 'rootless',
    kind: 'boolean',
    help: 'Run BuildKit without root; emulators cannot be installed then',
    example: 'true',
  },
  {
    name: 'loadbalance',
    kind: 'choice',
    words: ['sticky', 'random'],
    help: 'Which pod builds: sticky the same one for the same context, random any',
    example: 'sticky',
  },
  {
    name: 'tolerations',
    kind: 'tolerations',
    help: 'Taints of machines that the pods put up with',
    example: 'key=arch,value=arm64,effect=NoSchedule',
  },
  {
    name: 'requests.cpu',
    kind: 'quantity',
    help: 'Processors that a pod asks for',
    example: '500m',
  },
  {
    name: 'requests.memory',
    kind: 'quantity',
    help: 'Memory that a pod asks for',
    example: '2Gi',
  },
  {
    name: 'requests.ephemeral-storage',
    kind: 'quantity',
    help: 'Temporary storage that a pod asks for',
    example: '10Gi',
    since: '0.14',
  },
  {
    name: 'limits.cpu',
    kind: 'quantity',
    help: 'Most processors of a pod',
    example: '4',
  },
  {
    name: 'limits.memory',
    kind: 'quantity',
    help: 'Largest memory of a pod',
    example: '8Gi',
  },
  {
    name: 'limits.ephemeral-storage',
    kind: 'quantity',
    help: 'Largest temporary storage of a pod',
    example: '20Gi',
    since: '0.14',
  },
  {
    name: 'persistent-volume-claim.requests.storage',
    kind: 'quantity',
    help: 'Keep the build cache on a volume of this size',
    example: '50Gi',
    since: '0.34',
  },
  {
    name: 'buildkit-root-volume-memory',
    kind: 'quantity',
    help: 'Keep the build cache in memory of this size',
    example: '8Gi',
    since: '0.26',
  },
  {
    name: 'annotations',
    kind: 'pairs',
    help: 'Annotations of the pods',
    example: 'example.com/team=web',
  },
  {
    name: 'labels',
    kind: 'pairs',
    help: 'Labels of the pods',
    example: 'team=web',
  },
  {
    name: 'serviceaccount',
    kind: 'text',
    help: 'Service account of the pods',
    example: 'buildkit',
  },
  {
    name: 'schedulername',
    kind: 'text',
    help: 'Scheduler of the pods',
    example: 'default-scheduler',
    since: '0.14',
  },
  {
    name: 'timeout',
    kind: 'duration',
    help: 'How long to wait for the pods to run',
    example: '5m',
    since: '0.15',
  },
  { ...environment, since: '0.28' },
  defaultLoad,
];

/** buildx v0.36, driver/remote/factory.go. */
const remote: readonly DriverOption[] = [
  {
    name: 'cacert',
    kind: 'path',
    help: 'Certificate of the authority that signed the one of BuildKit; needed for TLS',
    example: '/home/me/certs/ca.pem',
  },
  {
    name: 'cert',
    kind: 'path',
    help: 'Certificate that this machine shows to BuildKit; needs key too',
    example: '/home/me/certs/cert.pem',
  },
  {
    name: 'key',
    kind: 'path',
    help: 'Private key of that certificate; needs cert too',
    example: '/home/me/certs/key.pem',
  },
  {
    name: 'servername',
    kind: 'text',
    help: 'Name in the certificate of BuildKit, where it is not the host of the address',
    example: 'buildkitd.example.com',
  },
  defaultLoad,
];

/** The options that a driver knows, those that matter most first. */
export function driverOptions(driver: CreatableDriver): readonly DriverOption[] {
  return { 'docker-container': dockerContainer, kubernetes, remote }[driver];
}

/**
 * Which options of the driver `remote` are missing beside those that are given: buildx wants the
 * authority for any TLS, and certificate and key together.
 */
export function missingTlsOptions(options: Readonly<Record<string, string>>): readonly string[] {
  const has = (name: string) => Object.hasOwn(options, name);
  if (!['cacert', 'cert', 'key', 'servername'].some(has)) return [];
  return [
    ...(has('cacert') ? [] : ['cacert']),
    ...(has('cert') && !has('key') ? ['key'] : []),
    ...(has('key') && !has('cert') ? ['cert'] : []),
  ];
}
