/** Rows as lines, columns aligned, the first row as any other. */
export function aligned(rows: string[][]): string {
  const widths = rows[0]?.map((_heading, column) => Math.max(...rows.map((row) => (row[column] ?? '').length))) ?? [];
  return rows
    .map((row) =>
      row.map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0))).join('  '),
    )
    .join('\n');
}

/** Text of a stranger on one line, safe for a terminal. */
export function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]+/gu, ' ').slice(0, 160);
}
