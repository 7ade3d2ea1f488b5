import type { FileContents, LayerEntry } from './layerEntry.ts';

/** What stands under a name in an image. */
export interface TreeNode {
  readonly entry: Exclude<LayerEntry, { kind: 'whiteout' | 'opaque' }>;
  /** Place of its layer among the layers of the image, from 0, the lowest. */
  readonly layer: number;
}

/** How many symbolic links the kernel follows (path_resolution(7)). */
const maxLinks = 40;

/**
 * The files of an image, put together from its layers, the topmost first: of each name the topmost counts, and
 * what a layer hides is gone from those below it (OCI image specification 1.1, layer.md, whiteouts). Links are
 * followed inside of the image alone.
 */
export class ImageTree {
  readonly #nodes = new Map<string, TreeNode>();
  readonly #hidden = new Set<string>();
  readonly #opaque = new Set<string>();
  #layer = -1;
  /** Names of files that are to be found in a layer below: the names that link to each of them. */
  readonly #awaited = new Map<string, string[]>();
  /** Whether everything of a folder is hidden from the layer that is read now. */
  #hiddenFolders = new Map<string, boolean>();
  /** What the layer that is read now hides of the layers below it. */
  #hides: { readonly kind: 'whiteout' | 'opaque'; readonly path: string }[] = [];

  /** Begins a layer. @param layer lower than the one before */
  begin(layer: number): void {
    for (const { kind, path } of this.#hides) {
      (kind === 'whiteout' ? this.#hidden : this.#opaque).add(path);
    }
    this.#hides = [];
    this.#hiddenFolders = new Map([['', this.#opaque.has('')]]);
    this.#layer = layer;
  }

  /** Takes an entry of the layer that was begun. Of one name the last entry counts, as when it is unpacked. */
  add(entry: LayerEntry): void {
    if (entry.kind === 'whiteout' || entry.kind === 'opaque') {
      this.#hides.push(entry);
      return;
    }
    this.#give(entry);
    const known = this.#nodes.get(entry.path);
    if (known !== undefined && known.layer !== this.#layer) {
      // A folder that came in the place of something else began empty.
      if (known.entry.kind === 'folder' && entry.kind !== 'folder') {
        this.#hides.push({ kind: 'opaque', path: entry.path });
      }
      return;
    }
    if (known === undefined && this.#isHidden(entry.path)) return;
    this.#nodes.set(entry.path, { entry, layer: this.#layer });
    if (entry.kind === 'hardlink') this.#await(entry.target, entry.path);
  }

  /** Takes what is in a file that was not read before. @param path without a leading slash */
  learn(path: string, contents: FileContents): void {
    const node = this.#nodes.get(path);
    if (node?.entry.kind !== 'file') return;
    const { written } = node.entry;
    const entry = {
      kind: 'file',
      path,
      ...(written !== undefined && { written }),
      ...contents,
    } as const;
    this.#nodes.set(path, { ...node, entry });
  }

  #await(target: string, path: string): void {
    const waiting = this.#awaited.get(target);
    if (waiting) waiting.push(path);
    else this.#awaited.set(target, [path]);
  }

  /** A link is another name of what its layer saw, whatever a layer above has put in its place since. */
  #give(entry: TreeNode['entry']): void {
    const waiting = this.#awaited.get(entry.path);
    if (waiting === undefined) return;
    this.#awaited.delete(entry.path);
    for (const path of waiting) {
      const link = this.#nodes.get(path);
      if (link?.entry.kind !== 'hardlink') continue;
      if (link.layer === this.#layer) this.#await(entry.path, path);
      else if (entry.kind === 'hardlink') this.#await(entry.target, path);
      else if (entry.kind === 'file') {
        this.#nodes.set(path, { entry: { ...entry, path }, layer: link.layer });
      }
    }
  }

  /** Whether a layer above has removed the name, or put something else in the place of one of its folders. */
  #isHidden(path: string): boolean {
    if (this.#hidden.has(path)) return true;
    const asked: string[] = [];
    let folder = path;
    let isHidden: boolean | undefined;
    while (isHidden === undefined) {
      folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/')));
      isHidden = this.#hiddenFolders.get(folder);
      if (isHidden === undefined) asked.push(folder);
    }
    for (const each of asked.reverse()) {
      if (!isHidden) isHidden = this.#coversFolder(each);
      this.#hiddenFolders.set(each, isHidden);
    }
    return isHidden;
  }

  /** Whether a layer above hides everything of a folder. */
  #coversFolder(folder: string): boolean {
    if (this.#hidden.has(folder) || this.#opaque.has(folder)) return true;
    const node = this.#nodes.get(folder);
    return node !== undefined && node.layer !== this.#layer && node.entry.kind !== 'folder';
  }

  /**
   * What a path names once all links are followed; undefined when there is nothing, or links go round.
   *
   * @param path absolute
   */
  find(path: string): TreeNode | undefined {
    return this.#walk(path).node;
  }

  /** Whether no layer below those that were read can change what a path names. @param path absolute */
  isSettled(path: string): boolean {
    return this.#walk(path).isSettled;
  }

  /** What a layer has put below a folder that is a link in a layer beneath it: it was written through the link. */
  #throughLinks(path: string): TreeNode | undefined {
    const names = path.split('/').filter((name) => name !== '' && name !== '.');
    const node = this.#nodes.get(names.join('/'));
    if (node?.entry.kind !== 'file' || names.includes('..')) return undefined;
    const folders = names.slice(0, -1).map((_, at) => names.slice(0, at + 1).join('/'));
    const isLinked = folders.some((folder) => this.#nodes.get(folder)?.entry.kind === 'symlink');
    return isLinked ? node : undefined;
  }

  #walk(path: string): { readonly node?: TreeNode; readonly isSettled: boolean } {
    const through = this.#throughLinks(path);
    if (through !== undefined) return { node: through, isSettled: true };
    let links = 0;
    let isSettled = true;
    let at: string[] = [];
    const left = path.split('/').reverse();
    let node: TreeNode | undefined;
    while (left.length > 0) {
      const name = left.pop() ?? '';
      if (name === '' || name === '.') continue;
      if (name === '..') {
        at.pop();
        node = this.#nodes.get(at.join('/'));
        continue;
      }
      at.push(name);
      node = this.#nodes.get(at.join('/'));
      // A link that is left leads to a layer below.
      isSettled &&= node !== undefined && node.entry.kind !== 'hardlink';
      if (node?.entry.kind === 'symlink' || node?.entry.kind === 'hardlink') {
        if (++links > maxLinks) return { isSettled };
        const { kind, target } = node.entry;
        at = target.startsWith('/') || kind === 'hardlink' ? [] : at.slice(0, -1);
        left.push(...target.split('/').reverse());
        node = undefined;
      }
      // A link can make a path longer and longer.
      if (left.length + at.length > 4096) return { isSettled };
    }
    return { ...(node && { node }), isSettled };
  }

  /** All files, in the order of their layers from the top. */
  *files(): Generator<TreeNode> {
    for (const node of this.#nodes.values()) if (node.entry.kind === 'file') yield node;
  }
}
