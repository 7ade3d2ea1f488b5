import { isEmulated, type EngineHost } from '../../../core/build/hostRun.ts';
import type { UnknownReason } from '../../../core/facts.ts';
import type { ImageReport, ReportedPlatform } from '../../../core/image/report.ts';
import type {
  RunningContainer,
  StoredImage,
  StoredPlatform,
} from '../../../core/image/storedImage.ts';
import {
  groupStored,
  type StoredName,
  type StoredOrder,
  type StoredRepository,
} from '../../../core/image/storedRepositories.ts';
import type { KnownStore } from './localStore.ts';

/** A row of the images view. Rows hold what they show, so that drawing them asks nobody. */
export type ImageItem =
  | {
      readonly kind: 'group';
      readonly group: 'emulated' | 'pinned' | 'local' | 'dangling' | 'registries';
      readonly items: readonly ImageItem[];
      /** Of the group `local`, when the engine has answered. */
      readonly host?: EngineHost;
    }
  | { readonly kind: 'emulated'; readonly container: RunningContainer; readonly host: EngineHost }
  | {
      readonly kind: 'repository';
      readonly repository: StoredRepository;
      readonly host: EngineHost;
    }
  /** An image of the engine under one of its names; without a name it is dangling. */
  | {
      readonly kind: 'image';
      readonly image: StoredImage;
      readonly name?: StoredName;
      readonly host: EngineHost;
    }
  | {
      readonly kind: 'platform';
      readonly image: StoredImage;
      readonly reference: string;
      readonly platform: StoredPlatform;
      readonly host: EngineHost;
    }
  /** How many attestations an image has; they are not run, so they are one row. */
  | { readonly kind: 'attestations'; readonly of: string; readonly count: number }
  | { readonly kind: 'registry'; readonly host: string }
  /** A repository of a registry, e.g. `127.0.0.1:5000/team/app`. */
  | { readonly kind: 'remoteRepository'; readonly repository: string }
  | { readonly kind: 'remoteImage'; readonly reference: string; readonly isPinned: boolean }
  | {
      readonly kind: 'remotePlatform';
      readonly reference: string;
      readonly platform: ReportedPlatform;
    }
  | { readonly kind: 'note'; readonly note: Note };

/**
 * - `problem`: the engine is not known; its words
 * - `unknown`: a registry did not tell
 * - `no-match`: the filter leaves nothing
 * - `no-platform`: the image says no platform
 * - `nothing`: a list that is empty
 * - `more`: a list that is longer
 */
export type Note =
  | { readonly code: 'problem' | 'unknown'; readonly message: string }
  | { readonly code: 'no-match' | 'no-platform' | 'nothing' | 'more' };

/** What the rows are made of. */
export interface ImagesState {
  readonly local: KnownStore;
  readonly order: StoredOrder;
  /** Words; '' for all. */
  readonly filter: string;
  /** References, in the order in which they were pinned. */
  readonly pins: readonly string[];
  /** Hosts of registries whose repositories are listed. */
  readonly registries: readonly string[];
}

/** The first level: what runs emulated, what was pinned, what the engine has, and local registries. */
export function rootItems(state: ImagesState): readonly ImageItem[] {
  const { local, pins, registries } = state;
  const pinned = pins.map((reference): ImageItem => {
    return { kind: 'remoteImage', reference, isPinned: true };
  });
  const remote = registries.map((host): ImageItem => ({ kind: 'registry', host }));
  const others = [...groupOf('pinned', pinned), ...groupOf('registries', remote)];
  return [
    ...(local.ok ? groupOf('emulated', emulatedItems(local.store)) : []),
    ...groupOf('pinned', pinned),
    ...localGroup(state, others.length > 0),
    ...groupOf('registries', remote),
  ];
}

/** The rows below a row, of those that ask nobody. Images are the view's own business. */
export function childItems(item: ImageItem): readonly ImageItem[] {
  if (item.kind === 'group') return item.items;
  if (item.kind !== 'repository') return [];
  const { repository, host } = item;
  return repository.names.map((name) => ({ kind: 'image', image: name.image, name, host }));
}

/** The rows below an image of the engine. */
export function platformItems(
  { image, name, host }: Extract<ImageItem, { kind: 'image' }>,
  platforms: readonly StoredPlatform[],
): readonly ImageItem[] {
  const reference = name?.reference ?? image.id;
  const rows = platforms.map((platform): ImageItem => {
    return { kind: 'platform', image, reference, platform, host };
  });
  if (rows.length === 0) return [noteItem({ code: 'no-platform' })];
  return [...rows, ...attestationItems(reference, image.attestations)];
}

/** The rows below an image of a registry. */
export function reportItems(
  reference: string,
  { platforms, attestations }: Pick<ImageReport, 'platforms' | 'attestations'>,
): readonly ImageItem[] {
  const rows = platforms.map((platform): ImageItem => {
    return { kind: 'remotePlatform', reference, platform };
  });
  if (rows.length === 0) return [noteItem({ code: 'no-platform' })];
  return [...rows, ...attestationItems(reference, attestations.length)];
}

/** The row of something that a registry did not tell. */
export function unknownItem({ message }: Pick<UnknownReason, 'message'>): ImageItem {
  return noteItem({ code: 'unknown', message });
}

/** A row that is a remark. */
export function noteItem(note: Note): ImageItem {
  return { kind: 'note', note };
}

function localGroup(
  { local, order, filter }: ImagesState,
  hasOthers: boolean,
): readonly ImageItem[] {
  if (!local.ok) {
    // Alone, the problem has the whole view (package.json, viewsWelcome).
    if (!hasOthers || local.problem.code === 'cancelled') return [];
    const { message } = local.problem;
    const items = [noteItem({ code: 'problem', message })];
    return [{ kind: 'group', group: 'local', items }];
  }
  const { host, images } = local.store;
  if (images.length === 0) return [];
  const { repositories, dangling } = groupStored(images, { order, filter });
  const items: readonly ImageItem[] = [
    ...repositories.map((repository): ImageItem => ({ kind: 'repository', repository, host })),
    ...groupOf(
      'dangling',
      dangling.map((image): ImageItem => ({ kind: 'image', image, host })),
    ),
  ];
  const shown = items.length > 0 ? items : [noteItem({ code: 'no-match' })];
  return [{ kind: 'group', group: 'local', items: shown, host }];
}

function emulatedItems({
  host,
  running,
}: {
  readonly host: EngineHost;
  readonly running: readonly RunningContainer[];
}): readonly ImageItem[] {
  return running
    .filter(({ platform }) => platform !== undefined && isEmulated(platform, host) === true)
    .map((container): ImageItem => ({ kind: 'emulated', container, host }));
}

function groupOf(
  group: Extract<ImageItem, { kind: 'group' }>['group'],
  items: readonly ImageItem[],
): readonly ImageItem[] {
  return items.length === 0 ? [] : [{ kind: 'group', group, items }];
}

function attestationItems(of: string, count: number): readonly ImageItem[] {
  return count === 0 ? [] : [{ kind: 'attestations', of, count }];
}
