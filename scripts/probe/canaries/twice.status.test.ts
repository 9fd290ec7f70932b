import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runScript } from '../../testing.ts';

/** A table of the probe without what no two runs share: times, ports, and the widths that come of them. */
function steady(table: string): string {
  return table
    .replace(/\b(resolve|connect|tls|http|mcp|auth|tools|schemas|card) \d+/g, '$1')
    .replace(/\d+ ms/g, '… ms')
    .replace(/(127\.77\.0\.\d+):\d+/g, '$1')
    .replace(/ {2,}/g, '  ');
}

/** What the probe says of the servers that are enabled here, and of all canaries, with nothing known before. */
async function probeAfresh(): Promise<string> {
  const status = mkdtempSync(join(tmpdir(), 'twice-'));
  try {
    const { code, stdout, stderr } = await runScript('probe', ['--canaries', 'all', '--status', status]);
    expect([code, stderr]).toEqual([0, '']);
    return steady(stdout);
  } finally {
    rmSync(status, { recursive: true });
  }
}

it('sees the same twice in a row, with the store deleted between', { timeout: 180_000 }, async () => {
  const first = await probeAfresh();
  const lines = first.split('\n');
  for (const server of ['everything', 'filesystem', 'memory', 'sequential-thinking', 'context7-mcp'])
    expect(lines.find((line) => line.startsWith(`${server} `))).toMatch(/ {2}healthy · ok {2}healthy · ok {2}/);
  expect(first).not.toContain('This run is void');
  expect(lines.filter((line) => / {2}(healthy|degraded|unhealthy|unknown) · /.test(line))).toHaveLength(5 + 29);
  expect(await probeAfresh()).toBe(first);
});
