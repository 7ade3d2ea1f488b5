import { l10n, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState } from 'vscode';
import { howRuns, type EngineHost } from '../../../core/build/hostRun.ts';
import { ageText } from '../../../core/age.ts';
import { plainName } from '../../../core/image/architectureName.ts';
import type { RunningContainer, StoredPlatform } from '../../../core/image/storedImage.ts';
import type { StoredRepository } from '../../../core/image/storedRepositories.ts';
import { formatPlatformAll, normalizePlatform } from '../../../core/platform/platform.ts';
import { sizeText } from '../../../core/size.ts';
import { imageContexts } from '../../contributions.ts';
import { plainRow } from '../../plainRow.ts';
import type { ImageItem, Note } from './imagesTree.ts';

const { None, Collapsed, Expanded } = TreeItemCollapsibleState;

/** What a row needs beside itself. */
export interface RenderOptions {
  /** Present time, in ms since the epoch. */
  readonly now: number;
  /** Platforms of an image as far as they are known: those of the classic store come later. */
  platformsOf(item: Extract<ImageItem, { kind: 'image' }>): readonly StoredPlatform[] | undefined;
}

/** How a row looks and what a screen reader says. */
export function renderImageItem(item: ImageItem, options: RenderOptions): TreeItem {
  const row = renderRow(item, options);
  // Without it the editor reads the tooltip out, and not what the row says.
  row.accessibilityInformation ??= {
    label: [row.label, row.description].filter((text) => typeof text === 'string').join(', '),
  };
  return plainRow(row);
}

function renderRow(item: ImageItem, options: RenderOptions): TreeItem {
  switch (item.kind) {
    case 'group':
      return renderGroup(item);
    case 'emulated':
      return renderEmulated(item.container, item.host);
    case 'repository':
      return renderRepository(item.repository);
    case 'image':
      return renderImage(item, options);
    case 'platform':
      return renderPlatform(item);
    case 'attestations': {
      const label =
        item.count === 1 ? l10n.t('1 attestation') : l10n.t('{0} attestations', item.count);
      const row = rowOf(label, None, 'verified');
      row.tooltip = l10n.t('How the image was built, and what is in it. They are not run.');
      return row;
    }
    case 'registry':
      return rowOf(item.host, Collapsed, 'database', imageContexts.registry);
    case 'remoteRepository': {
      const name = item.repository.slice(item.repository.indexOf('/') + 1);
      return rowOf(name, Collapsed, 'repo', imageContexts.remoteRepository);
    }
    case 'remoteImage':
      return renderRemoteImage(item);
    case 'remotePlatform': {
      const { platform, digest } = item.platform;
      const row = rowOf(platform, None, 'circle-outline', imageContexts.remotePlatform);
      row.description = shortDigest(digest);
      row.tooltip = [item.reference, platform, digest].join('\n');
      return row;
    }
    case 'note':
      return renderNote(item.note);
  }
}

function rowOf(
  label: string,
  state: TreeItemCollapsibleState,
  icon: string,
  context?: string,
): TreeItem {
  const row = new TreeItem(label, state);
  row.iconPath = new ThemeIcon(icon);
  if (context !== undefined) row.contextValue = context;
  return row;
}

function renderGroup({ group, items, host }: Extract<ImageItem, { kind: 'group' }>): TreeItem {
  switch (group) {
    case 'emulated': {
      const row = rowOf(l10n.t('Running emulated'), Expanded, 'warning');
      row.iconPath = warningIcon();
      row.description = String(items.length);
      row.tooltip = l10n.t(
        'Containers whose image is for another architecture than the host’s. They are slower, and some things fail in them.',
      );
      return withId(row, group);
    }
    case 'pinned':
      return withId(rowOf(l10n.t('Pinned'), Expanded, 'pinned'), group);
    case 'registries':
      return withId(rowOf(l10n.t('Local registries'), Collapsed, 'database'), group);
    case 'dangling': {
      const row = rowOf(l10n.t('Without a name'), Collapsed, 'archive');
      row.description = String(items.length);
      row.tooltip = l10n.t('A newer build or pull has taken their name.');
      return withId(row, group);
    }
    case 'local': {
      const row = rowOf(l10n.t('On this engine'), Expanded, 'server-environment');
      if (host !== undefined) {
        row.description = [
          host.engine.imageStore === 'containerd'
            ? l10n.t('containerd store')
            : l10n.t('classic image store'),
          hostPlatform(host),
        ].join(' · ');
        if (host.engine.imageStore === 'classic') {
          row.tooltip = l10n.t(
            'The classic image store keeps one platform of a name: a pull for another platform takes its place. Which one an image has is asked when it is opened.',
          );
        }
      }
      return withId(row, group);
    }
  }
}

function withId(row: TreeItem, id: string): TreeItem {
  row.id = id;
  return row;
}

function renderEmulated(container: RunningContainer, host: EngineHost): TreeItem {
  const { name, image, platform, id } = container;
  const row = rowOf(name, None, 'vm-running', imageContexts.container);
  row.iconPath = new ThemeIcon('vm-running', new ThemeColor('list.warningForeground'));
  const own = platform === undefined ? '' : formatPlatformAll(normalizePlatform(platform));
  // A row is narrow: the system that both have is left to the tooltip.
  const short = (text: string) => text.replace(/^linux\//, '');
  row.description = l10n.t('{0} on {1} · {2}', short(own), short(hostPlatform(host)), image);
  const run = platform && howRuns(platform, host);
  const by = run?.state === 'emulated' ? run.emulator.name : undefined;
  row.tooltip = lines(
    name,
    l10n.t('Image: {0}', image),
    l10n.t('Platform: {0}', own),
    l10n.t('Host: {0}', hostPlatform(host)),
    by && l10n.t('Emulator: {0}', by),
  );
  return withId(row, `container ${id}`);
}

function renderRepository({ name, names }: StoredRepository): TreeItem {
  const { host, path } = hostAndPath(name);
  const row = rowOf(path, Collapsed, 'repo', imageContexts.repository);
  const [only] = names;
  const tags =
    names.length === 1 && only !== undefined ? only.label : l10n.t('{0} tags', names.length);
  row.description = [tags, ...(host === undefined ? [] : [host])].join(' · ');
  row.tooltip = name;
  return withId(row, `repository ${name}`);
}

/** The view is narrow, and what tells names apart is at their end: a registry's host goes behind it. */
function hostAndPath(name: string): { readonly host?: string; readonly path: string } {
  const slash = name.indexOf('/');
  const host = name.slice(0, Math.max(slash, 0));
  if (host !== 'localhost' && !/[.:]/.test(host)) return { path: name };
  return { host, path: name.slice(slash + 1) };
}

function renderImage(
  item: Extract<ImageItem, { kind: 'image' }>,
  options: RenderOptions,
): TreeItem {
  const { image, name, host } = item;
  const row = rowOf(name?.label ?? shortDigest(image.id), Collapsed, 'tag', imageContexts.image);
  const platforms = options.platformsOf(item);
  const present = platforms?.filter(({ isPresent }) => isPresent) ?? [];
  const absent = (platforms?.length ?? 0) - present.length;
  const warnings = warningsOf(present, host, name?.reference);
  row.description = [
    ...(present.length === 0 ? [] : [present.map(textOf).join(', ')]),
    ...warnings,
    ...(absent === 0 ? [] : [l10n.t('{0} not pulled', absent)]),
    sizeText(image.size),
    ...(image.created === undefined ? [] : [ageText(image.created, options.now)]),
    ...usedBy(image.containers),
  ].join(' · ');
  if (warnings.length > 0) row.iconPath = warningIcon();
  row.tooltip = lines(name?.reference ?? image.id, image.id, ...warnings);
  return withId(row, `image ${name?.reference ?? image.id}`);
}

/** What is not as its name or the host makes expect, if anything is there at all. */
function warningsOf(
  present: readonly StoredPlatform[],
  host: EngineHost,
  reference: string | undefined,
): readonly string[] {
  const [first] = present;
  if (first === undefined) return [];
  const warnings: string[] = [];
  const named = reference === undefined ? undefined : plainName(reference)?.architecture;
  const isNamed = ({ platform }: StoredPlatform) =>
    normalizePlatform(platform).architecture === named;
  if (named !== undefined && !present.some(isNamed)) {
    warnings.push(l10n.t('named {0}, but is {1}', named, textOf(first)));
  }
  const states = present.map(({ platform }) => howRuns(platform, host).state);
  if (!states.includes('native')) {
    const on = hostPlatform(host);
    if (states.includes('emulated')) warnings.push(l10n.t('emulated on this {0} host', on));
    else if (states.includes('unknown')) warnings.push(l10n.t('not of this {0} host', on));
    else warnings.push(l10n.t('does not run on this {0} host', on));
  }
  return warnings;
}

function renderPlatform({
  platform,
  host,
  reference,
}: Extract<ImageItem, { kind: 'platform' }>): TreeItem {
  const { isPresent, contentSize, unpackedSize, containers, digest } = platform;
  const { state } = howRuns(platform.platform, host);
  const context = isPresent ? imageContexts.presentPlatform : imageContexts.absentPlatform;
  const row = rowOf(textOf(platform), None, 'circle-outline', context);
  row.iconPath = isPresent
    ? new ThemeIcon('circle-filled', new ThemeColor('charts.green'))
    : new ThemeIcon('circle-outline');
  const run = {
    native: [],
    emulated: [l10n.t('emulated here')],
    'not-runnable': [l10n.t('does not run here')],
    unknown: [l10n.t('another architecture')],
  }[state];
  row.description = [
    ...(isPresent ? [] : [l10n.t('not pulled')]),
    ...run,
    ...(isPresent ? [sizesText(contentSize, unpackedSize), ...usedBy(containers)] : []),
  ].join(' · ');
  row.tooltip = lines(reference, textOf(platform), digest);
  const presence = isPresent ? l10n.t('present') : l10n.t('not pulled');
  row.accessibilityInformation = {
    label: [textOf(platform), presence, row.description].join(', '),
  };
  return withId(row, `platform ${reference} ${digest}`);
}

function sizesText(contentSize: number, unpackedSize: number): string {
  // The classic store keeps nothing compressed.
  if (contentSize === 0) return sizeText(unpackedSize);
  const content = sizeText(contentSize);
  if (unpackedSize === 0) return l10n.t('{0} compressed', content);
  return l10n.t('{0}, of which {1} compressed', sizeText(contentSize + unpackedSize), content);
}

function renderRemoteImage({
  reference,
  isPinned,
}: Extract<ImageItem, { kind: 'remoteImage' }>): TreeItem {
  const { host, path } = hostAndPath(reference);
  const label = isPinned ? path : reference.slice(reference.lastIndexOf(':') + 1);
  const context = isPinned ? imageContexts.pinned : imageContexts.remoteImage;
  const row = rowOf(label, Collapsed, isPinned ? 'pinned' : 'tag', context);
  if (isPinned && host !== undefined) row.description = host;
  row.tooltip = reference;
  return withId(row, `${isPinned ? 'pinned' : 'remote'} ${reference}`);
}

function renderNote(note: Note): TreeItem {
  const row = rowOf(noteText(note), None, 'info', imageContexts.note);
  if (note.code === 'problem' || note.code === 'unknown') {
    row.iconPath = new ThemeIcon(note.code === 'problem' ? 'error' : 'question');
    row.tooltip = note.message;
  }
  return row;
}

/** What a remark says. */
function noteText(note: Note): string {
  switch (note.code) {
    case 'problem':
      return l10n.t('The engine does not answer: {0}', note.message);
    case 'unknown':
      return note.message;
    case 'no-match':
      return l10n.t('No image matches the filter.');
    case 'no-platform':
      return l10n.t('It does not say for which platform it is.');
    case 'nothing':
      return l10n.t('There is nothing.');
    case 'more':
      return l10n.t('There are more.');
  }
}

function usedBy(containers: number): readonly string[] {
  if (containers === 0) return [];
  return [
    containers === 1
      ? l10n.t('in use by 1 container')
      : l10n.t('in use by {0} containers', containers),
  ];
}

function textOf({ platform }: StoredPlatform): string {
  return formatPlatformAll(normalizePlatform(platform));
}

function hostPlatform({ engine }: EngineHost): string {
  return `${engine.os}/${engine.architecture}`;
}

function warningIcon(): ThemeIcon {
  return new ThemeIcon('warning', new ThemeColor('list.warningForeground'));
}

/** As docker shortens it. */
function shortDigest(digest: string): string {
  return digest.replace(/^sha256:/, '').slice(0, 12);
}

/** A tooltip in plain text: registries and tools have written parts of it. */
function lines(...texts: readonly (string | undefined)[]): string {
  return texts.filter(Boolean).join('\n');
}
