import { oneLine } from '../../table.ts';
import type { PublishedBatch } from '../publish.ts';

/** What became of a batch, as lines for people. */
export function batchText({ branch, outcome, url, servers, left }: PublishedBatch): string {
  return [
    `${outcome}: ${url ?? branch}`,
    ...servers.map((name) => `  ${oneLine(name)}`),
    ...left.map(({ name, why }) => `  left out: ${oneLine(name)}: ${oneLine(why)}`),
  ].join('\n');
}
