/** A run as the text of a file: what is measured of one cell is one line, and numbers have no more digits than meaning. */
export function textOf(run: object): string {
  const members = Object.entries(run).map(([key, value]) => `${JSON.stringify(key)}: ${valueText(value)}`);
  return `{\n  ${members.join(',\n  ')}\n}\n`;
}

function valueText(value: unknown): string {
  if (!Array.isArray(value) || value.length === 0) return JSON.stringify(value, rounded);
  return `[\n    ${value.map((each) => JSON.stringify(each, rounded)).join(',\n    ')}\n  ]`;
}

function rounded(_key: string, value: unknown): unknown {
  return typeof value === 'number' ? Math.round(value * 10_000) / 10_000 : value;
}
