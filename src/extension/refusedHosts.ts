import type { Memento } from 'vscode';

const key = 'refusedHosts';

/** Registry hosts that the user does not want to be asked about. */
export function refusedHosts(memory: Pick<Memento, 'get'>): readonly string[] {
  return memory.get<readonly string[]>(key, []);
}

/** Remembers one more of them, next to those that were refused while the question was shown. */
export async function refuseHost(
  memory: Pick<Memento, 'get' | 'update'>,
  host: string,
): Promise<void> {
  await memory.update(key, [...new Set([...refusedHosts(memory), host])]);
}
