import type { Probed } from './run.ts';
import { ranked, verdictOf } from './verdict.ts';

const HEADINGS = ['server', 'this run', 'shown', 'era', 'revision', 'answer', 'tools', 'seen'];

/**
 * What a probe saw, as lines for people: one a server, columns aligned. What this run says changes what pages show only
 * together with another run, so there is a column for each.
 */
export function probeTable(probed: Probed[]): string {
  const rows = [HEADINGS, ...probed.map(rowOf)];
  const widths = HEADINGS.map((_heading, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows
    .map((row) =>
      row.map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0))).join('  '),
    )
    .join('\n');
}

function rowOf({ service, looks, record }: Probed): string[] {
  const [best] = ranked(looks);
  const { health, reason } = verdictOf(looks);
  return [
    service.name,
    `${health} · ${reason}`,
    record ? `${record.status.health} · ${record.status.reason}` : '',
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
