import type { RegistryAccess } from '../../adapters/registry/access.ts';
import { RegistryFailure } from '../../adapters/registry/errors.ts';
import { openRegistries } from '../registries.ts';
import { CommandError, type Caller } from '../terminal.ts';

/** Registries that are read and written to. */
export interface ListAccess {
  readonly registries: RegistryAccess;
  /**
   * Does something with them.
   *
   * @param interrupted what is as it was, and what may not be, when the user interrupts
   * @throws {CommandError} in the registry's words when it refuses, and when the user interrupts
   */
  run<T>(work: () => Promise<T>, interrupted?: string): Promise<T>;
  dispose(): Promise<void>;
}

/** Opens the registries that references name. */
export async function openAccess(
  references: readonly string[],
  caller: Caller,
): Promise<ListAccess> {
  const { signal } = caller;
  const registries = await openRegistries(references, { engineImages: false }, caller);
  const [refused] = references.flatMap((reference) => registries.refuse(reference) ?? []);
  if (refused !== undefined) {
    await registries.dispose();
    throw new CommandError(refused.message);
  }
  return {
    registries: registries.access,
    async run(work, interrupted = 'No tag was touched.') {
      try {
        return await work();
      } catch (error) {
        if (error instanceof RegistryFailure) throw new CommandError(error.reason.message);
        if (error instanceof CommandError) throw error;
        if (signal.aborted) throw new CommandError(`interrupted. ${interrupted}`);
        throw error;
      }
    },
    dispose: () => registries.dispose(),
  };
}
