import type { LayerEntry } from './layerEntry.ts';

/** Where the files of a layer of Windows stand; beside it are the registry and the machine of Hyper-V containers. */
const files = 'Files/';

/**
 * An entry of a layer of Windows, as containers see it; undefined for what they do not see: parts of the registry
 * (`Hives`), and the utility machine. Names are in small letters, for Windows does not tell them from large ones.
 *
 * Source: hcsshim 0.13, internal/wclayer and pkg/ociwclayer: what lies below `Files` becomes the drive C.
 */
export function windowsEntry(entry: LayerEntry): LayerEntry | undefined {
  if (!`${entry.path}/`.startsWith(files)) return undefined;
  const written = entry.path.slice(files.length);
  const own = { path: written.toLowerCase(), written };
  if (entry.kind === 'symlink') return { ...entry, ...own, target: windowsPath(entry.target) };
  if (entry.kind !== 'hardlink') return { ...entry, ...own };
  return { ...entry, ...own, target: entry.target.slice(files.length).toLowerCase() };
}

/**
 * A path of Windows as the key that a file of a layer has, with `/` and in small letters; what is on the drive C begins
 * with `/`. Also `\\?\C:\…` and `\??\C:\…`, as links have them.
 */
export function windowsPath(path: string): string {
  const small = path.replaceAll('\\', '/').toLowerCase();
  return small.replace(/^(?:\/\?\?\/|\/\/\?\/)?c:(?:\/|$)/, '/');
}

/** A file of a layer of Windows, as people write it: `C:\app\App.exe`. */
export function windowsName({
  path,
  written = path,
}: Pick<LayerEntry, 'path' | 'written'>): string {
  return `C:\\${written.replaceAll('/', '\\')}`;
}
