import { readBoolean } from '../dockerfile/boolean.ts';
import type { Flag } from '../dockerfile/syntax/flags.ts';
import type { Mount, MountField } from '../dockerfile/syntax/mounts.ts';
import type { RunInstruction } from '../dockerfile/instruction.ts';
import { kept } from '../kept.ts';

/** A `RUN --mount=type=cache,…`. Values are as written: variables are not expanded. */
export interface CacheMount {
  readonly instruction: RunInstruction;
  readonly flag: Flag;
  readonly mount: Mount;
  /** Where the directory appears in the container. */
  readonly target: string;
  /** The field that names the cache, even if it is empty; without a name it is called like the target. */
  readonly id?: MountField & { readonly value: string };
  /** Whether a step waits for, or goes without, what another step has mounted. */
  readonly isExclusive: boolean;
  /** Whether the step only reads what others have left there. */
  readonly isReadOnly: boolean;
}

/** The cache mounts of a RUN, in order. As in BuildKit, the last of several fields of a kind counts. */
export function cacheMounts(instruction: RunInstruction): readonly CacheMount[] {
  return instruction.mounts.length === 0 ? [] : readMounts(instruction);
}

const readMounts = kept((instruction: RunInstruction): readonly CacheMount[] => {
  const flags = instruction.flags.filter(({ name }) => name === 'mount');
  return instruction.mounts.flatMap((mount, index): readonly CacheMount[] => {
    const flag = flags[index];
    const target = lastOf(mount, ['target', 'dst', 'destination']);
    if (!flag || !target?.value || lastOf(mount, ['type'])?.value?.toLowerCase() !== 'cache') {
      return [];
    }
    const id = lastOf(mount, ['id']);
    const readOnly = lastOf(mount, ['readonly', 'ro', 'readwrite', 'rw']);
    const sharing = lastOf(mount, ['sharing'])?.value?.toLowerCase();
    return [
      {
        instruction,
        flag,
        mount,
        target: target.value,
        ...(id?.value !== undefined && { id: { ...id, value: id.value } }),
        isExclusive: sharing === 'locked' || sharing === 'private',
        isReadOnly: readOnly !== undefined && isReadOnly(readOnly),
      },
    ];
  });
});

function lastOf({ fields }: Mount, keys: readonly string[]): MountField | undefined {
  return fields.findLast(({ key }) => keys.includes(key));
}

function isReadOnly({ key, value }: MountField): boolean {
  const isSet = value === undefined || readBoolean(value) === true;
  return isSet === (key === 'readonly' || key === 'ro');
}
