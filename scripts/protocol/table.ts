import { ERAS, type Feature, UPSTREAMS } from './feature.ts';

/** The features as a Markdown table: for each pairing whether it is tried there, or the number of the reason why there is none. */
export function featureTable(features: Feature[]): string {
  const pairings = ERAS.flatMap((era) => UPSTREAMS.map((upstream) => ({ era, upstream })));
  const reasons: string[] = [];
  const cell = (reason: string | undefined) => {
    if (reason === undefined) return '✓';
    if (!reasons.includes(reason)) reasons.push(reason);
    return `– ${reasons.indexOf(reason) + 1}`;
  };
  const rows = [
    ['feature', ...pairings.map(({ era, upstream }) => `${era} → ${upstream}`)],
    ['---', ...pairings.map(() => '---')],
    ...features.map(({ name, not }) => [name, ...pairings.map((pairing) => cell(not?.(pairing)))]),
  ];
  const table = rows.map((row) => `| ${row.join(' | ')} |\n`).join('');
  return `${table}\n${reasons.map((reason, at) => `${at + 1}. ${reason}\n`).join('')}`;
}
