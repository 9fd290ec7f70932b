import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Entry } from '../../catalog/entry.ts';
import { fingerprintTools, type ToolLock } from '../../catalog/tools/tool.ts';
import { type LockReview, reviewOf } from './lock-review.ts';
import type { Probed } from './run.ts';

/** A lock that was written, and what it changes. */
export interface ProposedLock {
  file: string;
  review: LockReview;
}

/** Writes `tools.json` for every server whose tools are not as locked, for people to review. */
export async function proposeLocks(
  probed: Probed[],
  entries: ReadonlyMap<string, Entry>,
  catalog: string,
): Promise<ProposedLock[]> {
  const proposed: ProposedLock[] = [];
  for (const { service, version, looks } of probed) {
    const look = looks.find(({ tools }) => tools !== null);
    const era = look?.instance.era;
    if (!look?.tools || !era) continue;
    const lock: ToolLock = {
      $schema: '../../../schema/tools.schema.json',
      schemaVersion: 1,
      version,
      era,
      ...fingerprintTools(look.tools),
    };
    const locked = entries.get(service.entry.name)?.lock;
    if (locked?.setHash === lock.setHash && locked.version === lock.version) continue;
    const file = join(catalog, 'servers', ...service.entry.name.split('/'), 'tools.json');
    await writeFile(file, `${JSON.stringify(lock, null, 2)}\n`);
    proposed.push({ file, review: reviewOf(service.entry.name, locked ?? null, lock) });
  }
  return proposed;
}
