import type { Probed } from './run.ts';

const HEADINGS = ['server', 'health', 'era', 'revision', 'answer', 'tools', 'seen'];

/** What a probe saw, as lines for people: one a server, columns aligned. */
export function probeTable(probed: Probed[]): string {
  const rows = [HEADINGS, ...probed.map(rowOf)];
  const widths = HEADINGS.map((_heading, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows
    .map((row) =>
      row.map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0))).join('  '),
    )
    .join('\n');
}

function rowOf({ service, looks, record: { status } }: Probed): string[] {
  const best = looks.find(({ instance }) => instance.health === status.health);
  return [
    service.name,
    `${status.health} · ${status.reason}`,
    best?.instance.era ?? '',
    best?.instance.protocolVersion ?? '',
    Object.entries(best?.instance.stepsMs ?? {})
      .map(([step, ms]) => `${step} ${ms}`)
      .join(' '),
    best?.tools ? String(best.tools.length) : '',
    oneLine(best?.message ?? 'It has no package and no address that could be looked at'),
  ];
}

/** Text of an upstream, safe for a terminal. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]+/gu, ' ').slice(0, 160);
}
