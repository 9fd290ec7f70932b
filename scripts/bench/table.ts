/** A table in Markdown. The first `words` columns hold words, the others figures. */
export function table(head: string[], rows: string[][], words = 1): string {
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, index) => (index < words ? '---' : '---:'))), ...rows.map(line)].join('\n');
}
