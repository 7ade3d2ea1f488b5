import type { AuditedStart, PlatformAudit, WrongFile } from '../../core/audit/audit.ts';
import type { CheapProblem } from '../../core/audit/cheapProblems.ts';
import type { SentPlatform } from '../../protocol/audit.ts';
import { subjectKey, type AuditEntry } from './auditState.ts';

/** A row of the audits view. Rows hold what they show. */
export type AuditItem =
  | { readonly kind: 'auditedImage'; readonly entry: AuditEntry }
  | { readonly kind: 'auditProblem'; readonly problem: CheapProblem }
  | {
      readonly kind: 'auditedPlatform';
      readonly entry: AuditEntry;
      readonly platform: SentPlatform;
    }
  | {
      readonly kind: 'start';
      readonly start: AuditedStart;
      readonly of: PlatformAudit;
    }
  /** The wrong files of one layer. */
  | {
      readonly kind: 'wrongLayer';
      readonly entry: AuditEntry;
      readonly platform: SentPlatform;
      readonly layer: number;
      readonly files: readonly WrongFile[];
    }
  | { readonly kind: 'wrongFile'; readonly file: WrongFile; readonly declared: string }
  | { readonly kind: 'count'; readonly count: PlatformAudit['counts'][number] }
  | { readonly kind: 'more'; readonly count: number }
  | { readonly kind: 'remark'; readonly text: string }
  | { readonly kind: 'read'; readonly platform: SentPlatform };

/** What stands below a row. */
export function auditChildren(item: AuditItem): readonly AuditItem[] {
  switch (item.kind) {
    case 'auditedImage': {
      const { entry } = item;
      if (entry.state.kind !== 'done') return [];
      const { platforms, problems } = entry.state.audit;
      return [
        ...problems.map((problem): AuditItem => ({ kind: 'auditProblem', problem })),
        ...platforms.map((platform): AuditItem => ({ kind: 'auditedPlatform', entry, platform })),
      ];
    }
    case 'auditedPlatform':
      return platformItems(item.entry, item.platform);
    case 'wrongLayer':
      return item.files.map((file): AuditItem => {
        return { kind: 'wrongFile', file, declared: item.platform.platform };
      });
    default:
      return [];
  }
}

function platformItems(entry: AuditEntry, platform: SentPlatform): readonly AuditItem[] {
  const { audit } = platform;
  if (!audit.known) return [{ kind: 'remark', text: audit.reason.message }];
  const { started, files, wrongCount, counts, remarks } = audit.value;
  return [
    ...started.map((start): AuditItem => ({ kind: 'start', start, of: audit.value })),
    ...filesByLayer(files).map(([layer, some]): AuditItem => {
      return { kind: 'wrongLayer', entry, platform, layer, files: some };
    }),
    ...(wrongCount > files.length
      ? [{ kind: 'more', count: wrongCount - files.length } as const]
      : []),
    ...counts.map((count): AuditItem => ({ kind: 'count', count })),
    ...remarks.map((text): AuditItem => ({ kind: 'remark', text })),
    { kind: 'read', platform },
  ];
}

/** Wrong files by the layer that has them, the uppermost first. */
function filesByLayer(
  files: readonly WrongFile[],
): readonly (readonly [layer: number, files: readonly WrongFile[]])[] {
  const layers = new Map<number, WrongFile[]>();
  for (const file of files) {
    const some = layers.get(file.layer);
    if (some === undefined) layers.set(file.layer, [file]);
    else some.push(file);
  }
  return [...layers].sort(([one], [other]) => other - one);
}

/** Tells rows of images apart. */
export function rowId({ subject }: AuditEntry): string {
  return `audit ${subjectKey(subject)}`;
}
