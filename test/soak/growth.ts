/** A value at a time, in minutes. */
export interface Point {
  readonly minute: number;
  readonly value: number;
}

/**
 * How fast values grow, for each minute: the slope of the line through the points that has the least squares. 0 for
 * fewer than three points.
 */
export function growth(points: readonly Point[]): number {
  if (points.length < 3) return 0;
  const mean = (values: readonly number[]) =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const minutes = mean(points.map(({ minute }) => minute));
  const values = mean(points.map(({ value }) => value));
  let both = 0;
  let squares = 0;
  for (const { minute, value } of points) {
    both += (minute - minutes) * (value - values);
    squares += (minute - minutes) ** 2;
  }
  return squares === 0 ? 0 : both / squares;
}
