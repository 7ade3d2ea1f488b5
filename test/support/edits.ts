import fc from 'fast-check';

/** A change of a text: at a place, taken from anywhere in it, so many characters give way to others. */
interface Edit {
  readonly at: number;
  readonly removed: number;
  readonly text: string;
}

/** What people type, and what changes more than it seems to. */
const typed = [
  ...['a', 'Z', '1', ' ', '-', '$', '"', "'", '\\', '\n', '\\\n', '#', '# c\n', '=', '/', ':'],
  ...['$TARGETARCH', '--from=a ', '--mount=type=cache,target=/x ', '<<E\nx\nE\n', 'RUN x\n'],
  ...['ONBUILD RUN x\n', 'FROM a AS b\n', '# escape=`\n', 'ENV A=b\n', ''],
];

/** A dozen of changes, most of them a single letter. */
export const edits = fc.array(
  fc.record({
    at: fc.nat(100_000),
    removed: fc.constantFrom(0, 0, 0, 1, 2, 12),
    text: fc.oneof({ weight: 3, arbitrary: fc.constant('a') }, fc.constantFrom(...typed)),
  }),
  { minLength: 1, maxLength: 12 },
);

/** The versions of a text that changes make, one after the other. */
export function editText(text: string, changes: readonly Edit[]): readonly string[] {
  let version = text;
  return changes.map(({ at, removed, text: inserted }) => {
    const place = at % (version.length + 1);
    version = version.slice(0, place) + inserted + version.slice(place + removed);
    return version;
  });
}
