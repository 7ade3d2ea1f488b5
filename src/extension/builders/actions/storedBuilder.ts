import { configFile, type StoredBuilder, type StoredNode } from '../../../core/build/storedNode.ts';
import type { BuilderPorts } from './builderPorts.ts';

/** A builder as buildx keeps it; undefined for a docker context, and when it cannot be read. */
export async function readStored(
  { docker }: BuilderPorts,
  name: string,
): Promise<StoredBuilder | undefined> {
  return docker.use(({ readInstance }) => readInstance(name, process.env));
}

/** BuildKit's configuration of a node as a file that a command can be given; none without one. */
export function configFiles({ files }: StoredNode): Readonly<Record<string, string>> | undefined {
  const content = files[configFile];
  if (content === undefined) return undefined;
  return { [configFile]: Buffer.from(content, 'base64').toString('utf8') };
}
