/** How a value grows with another, and between what bounds it does with 95 % confidence. */
export interface Slope {
  slope: number;
  low: number;
  high: number;
}

/** The line through points that has the least squares: its slope, per unit of the first coordinate. Needs three points. */
export function slopeOf(points: readonly (readonly [number, number])[]): Slope {
  const freedom = points.length - 2;
  if (freedom < 1) throw new Error('a slope needs three points');
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [xMean, yMean] = [mean(points.map(([x]) => x)), mean(points.map(([, y]) => y))];
  const sum = (of: (x: number, y: number) => number) =>
    points.reduce((total, [x, y]) => total + of(x - xMean, y - yMean), 0);
  const spread = sum((x) => x * x);
  const slope = sum((x, y) => x * y) / spread;
  const error = Math.sqrt(sum((x, y) => (y - slope * x) ** 2) / freedom / spread);
  const margin = studentQuantile(freedom) * error;
  return { slope, low: slope - margin, high: slope + margin };
}

/** Where Student's t has 97.5 % below it: exact for one and two degrees of freedom, else by Cornish and Fisher's expansion. */
function studentQuantile(freedom: number): number {
  if (freedom === 1) return 12.706;
  if (freedom === 2) return 4.303;
  const z = 1.959964;
  const terms = [
    z,
    (z ** 3 + z) / (4 * freedom),
    (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * freedom ** 2),
    (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / (384 * freedom ** 3),
  ];
  return terms.reduce((sum, term) => sum + term, 0);
}
