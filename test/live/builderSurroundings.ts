import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cacheFolder } from '../lab/cacheFolder.mjs';
import { oldBuildx } from '../lab/toolPackages.mjs';

/** Surroundings in which builders come and go without anybody else seeing them. */
export interface BuilderSurroundings {
  readonly folder: string;
  /** Goes back to those of the lab. */
  leave(): void;
}

/** Which buildx is tried: the lab's, or the oldest that is supported. */
export type BuildxAge = 'new' | 'old';

const variables = ['BUILDX_CONFIG', 'DOCKER_CONFIG', 'KUBECONFIG'] as const;

/** A cluster that nobody answers for: enough to make builders, not to start them. */
const kubeconfig = `apiVersion: v1
kind: Config
clusters: [{ name: nowhere, cluster: { server: "https://127.0.0.1:1" } }]
users: [{ name: nobody, user: { token: none } }]
contexts: [{ name: nowhere, context: { cluster: nowhere, user: nobody, namespace: team } }]
current-context: nowhere
`;

/** Gives docker a store of builders, and with the old buildx a configuration, of their own. */
export async function enterSurroundings(age: BuildxAge): Promise<BuilderSurroundings> {
  const before = variables.map((name) => [name, process.env[name]] as const);
  const folder = mkdtempSync(join(tmpdir(), 'builders-'));
  mkdirSync(join(folder, 'docker/cli-plugins'), { recursive: true });
  writeFileSync(join(folder, 'kubeconfig'), kubeconfig);
  process.env['BUILDX_CONFIG'] = join(folder, 'buildx');
  process.env['KUBECONFIG'] = join(folder, 'kubeconfig');
  if (age === 'old') {
    const say = (message: string) => {
      console.error(message);
    };
    const plugin = await oldBuildx({ cache: cacheFolder(), say });
    symlinkSync(plugin, join(folder, 'docker/cli-plugins/docker-buildx'));
    process.env['DOCKER_CONFIG'] = join(folder, 'docker');
  }
  return {
    folder,
    leave: () => {
      for (const [name, value] of before) {
        if (value === undefined) Reflect.deleteProperty(process.env, name);
        else process.env[name] = value;
      }
      rmSync(folder, { recursive: true });
    },
  };
}
