/** A picture made of lines and words, which surfaces draw in their own colours. Lengths are in pixels. */
export interface Drawing {
  readonly width: number;
  readonly height: number;
  /** In the order in which they are drawn. */
  readonly shapes: readonly Shape[];
}

/** What a shape is for, which decides how it looks. */
export const looks = ['edge', 'box', 'result', 'cell', 'slow', 'bad', 'quiet'] as const;

/** One of them. */
export type Look = (typeof looks)[number];

/** A line or an area, or words. */
export type Shape =
  /** @param d as in SVG 1.1, of the commands M, L, H, V, Q and Z */
  | { readonly shape: 'path'; readonly d: string; readonly look: Look }
  | {
      readonly shape: 'text';
      readonly text: string;
      /** All of it, where it is shortened. */
      readonly title?: string;
      /** Of its middle, or of its beginning. */
      readonly x: number;
      /** Of its base line. */
      readonly y: number;
      readonly anchor: 'start' | 'middle';
      readonly look: Look;
    };

/** The path of a rectangle with round corners. */
export function rectangle(x: number, y: number, width: number, height: number, radius = 4): string {
  const right = x + width;
  const bottom = y + height;
  return [
    `M${x + radius} ${y}H${right - radius}Q${right} ${y} ${right} ${y + radius}`,
    `V${bottom - radius}Q${right} ${bottom} ${right - radius} ${bottom}`,
    `H${x + radius}Q${x} ${bottom} ${x} ${bottom - radius}`,
    `V${y + radius}Q${x} ${y} ${x + radius} ${y}Z`,
  ].join('');
}
