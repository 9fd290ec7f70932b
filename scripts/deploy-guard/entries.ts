import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Egress } from '../../catalog/net/connector.ts';
import { guardedFetch } from '../../catalog/net/guarded-fetch.ts';
import { SnapshotManifest } from '../../catalog/snapshot/snapshot-files.ts';
import { UserError } from '../command.ts';

const MANIFEST = 'snapshot/manifest.json';

/** How many servers a built site has. Throws `UserError` when it is none. */
export async function builtEntries(folder: string): Promise<number> {
  const file = join(folder, MANIFEST);
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new UserError(`${file} cannot be read: npm run build writes it`, { cause });
  });
  const count = entriesIn(text);
  if (count === null) throw new UserError(`${file} is no manifest of a snapshot: npm run build writes it anew`);
  return count;
}

/**
 * How many the published site has; null, and why, where there is none that could be read: then nobody loses anything by
 * another.
 */
export async function publishedEntries(
  site: string,
  egress: Egress,
): Promise<{ count: number } | { count: null; why: string }> {
  try {
    const { status, body } = await guardedFetch(new URL(MANIFEST, `${site.replace(/\/$/, '')}/`).href, egress);
    if (status !== 200) return { count: null, why: `${site} answers with ${status}` };
    const count = entriesIn(body.toString('utf8'));
    return count === null ? { count, why: `${site} has no manifest of a snapshot` } : { count };
  } catch (error) {
    return { count: null, why: error instanceof Error ? error.message : String(error) };
  }
}

/** Whether enough of the servers that were there are left. */
export function isEnough(built: number, published: number | null, percent: number): boolean {
  return published === null || built >= (published * percent) / 100;
}

function entriesIn(text: string): number | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  const { data } = SnapshotManifest.safeParse(value);
  const parts = data?.parts.filter(({ path }) => path.startsWith('entries-'));
  return parts?.reduce((sum, { count }) => sum + count, 0) ?? null;
}
