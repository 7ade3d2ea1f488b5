import type { ImageSubject } from '../../../core/image/inspection.ts';
import type { ImageItem } from './imagesTree.ts';

/** The image of a row, as the inspector takes it; undefined for rows that are none. */
export function subjectOf(item: ImageItem): ImageSubject | undefined {
  switch (item.kind) {
    case 'image':
      return item.name && { kind: 'engine', reference: item.name.reference };
    case 'platform':
      return { kind: 'engine', reference: item.reference };
    case 'remoteImage':
    case 'remotePlatform':
      return { kind: 'registry', reference: item.reference };
    default:
      return undefined;
  }
}
