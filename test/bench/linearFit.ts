/** A measurement: how many there were, and what they took. */
export type Point = readonly [count: number, value: number];

/** A straight line through measurements: what a call takes before the first one, and for each. */
export interface Line {
  readonly first: number;
  readonly each: number;
  /** The largest part of a measurement by which it lies beside the line. */
  readonly offBy: number;
}

/** By the least squares; at least two points with different counts. */
export function linearFit(points: readonly Point[]): Line {
  const mean = (of: readonly number[]) => of.reduce((sum, each) => sum + each, 0) / of.length;
  const counts = mean(points.map(([count]) => count));
  const values = mean(points.map(([, value]) => value));
  const spread = points.map(([count]) => (count - counts) ** 2);
  const along = points.map(([count, value]) => (count - counts) * (value - values));
  const each = mean(along) / mean(spread);
  const first = values - each * counts;
  const offs = points.map(([count, value]) => Math.abs(first + each * count - value) / value);
  return { first, each, offBy: Math.max(...offs) };
}
