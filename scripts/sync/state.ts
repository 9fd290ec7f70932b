import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import { EXIT, UserError } from '../command.ts';

const Moment = z.iso.datetime();

/** A walk that was not finished: where it goes on, and what it was asked for. */
const UnfinishedWalk = z.strictObject({
  since: Moment.nullable(),
  startedAt: Moment,
  newest: Moment.nullable(),
  cursor: z.string(),
});
export type UnfinishedWalk = z.infer<typeof UnfinishedWalk>;

/** How far a registry is mirrored. `seen` is the last change that the finished walks are sure to have brought. */
export const SyncState = z.strictObject({
  registry: z.url(),
  seen: Moment.nullable(),
  walk: UnfinishedWalk.nullable(),
});
export type SyncState = z.infer<typeof SyncState>;

/** Where the state of a registry's mirror lies in a catalog: `.sync/registry.example.com-1a2b3c4d.json`. */
export function stateFile(catalog: string, registry: string): string {
  const hash = createHash('sha256').update(registry).digest('hex').slice(0, 8);
  return join(catalog, '.sync', `${new URL(registry).hostname.replace(/[^\w.-]/g, '_')}-${hash}.json`);
}

/** The state in a file; that of a mirror not begun where there is none. Throws `UserError` where it is another's, or faulty. */
export async function readState(file: string, registry: string): Promise<SyncState> {
  const text = await readFile(file, 'utf8').catch(() => null);
  if (text === null) return { registry, seen: null, walk: null };
  const { data } = SyncState.safeParse(parsed(text));
  if (!data) throw new UserError(`${file} is no state of a sync: delete it, and all is walked anew`);
  if (data.registry === registry) return data;
  throw new UserError(`${file} is the state of ${data.registry}: name another file with --state`, {
    exitCode: EXIT.misuse,
  });
}

/** Writes the state, whole or not at all. */
export async function writeState(file: string, state: SyncState): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(`${file}.new`, `${JSON.stringify(state, null, 2)}\n`);
  await rename(`${file}.new`, file);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
