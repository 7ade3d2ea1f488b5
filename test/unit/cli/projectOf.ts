import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** Writes a Dockerfile whose target, argument and platform a compose file says, and gives its path. */
export async function projectOf(folder: string): Promise<string> {
  const at = path.join(folder, 'declared');
  await mkdir(at, { recursive: true });
  await writeFile(path.join(at, 'Dockerfile'), 'ARG TAG\nFROM alpine:$TAG AS a\nFROM scratch\n');
  const build = '{ context: ., target: a, args: { TAG: "3" }, platforms: [linux/riscv64] }';
  await writeFile(path.join(at, 'compose.yaml'), `services: { app: { build: ${build} } }\n`);
  return path.join(at, 'Dockerfile');
}
