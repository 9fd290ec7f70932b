import type { SnapshotEntry } from '../../catalog/snapshot/snapshot.ts';
import type { FingerprintedTool } from '../../catalog/tools/tool.ts';

/** The JSON twin of a server's page. */
export type EntryTwin = SnapshotEntry & { definitions: FingerprintedTool[] };

/** Reads the entry that this page was made of: ours, and of the same build. */
export async function fetchEntry(): Promise<EntryTwin> {
  const response = await fetch('index.json');
  if (!response.ok) throw new Error(`index.json answered ${response.status}`);
  const entry: EntryTwin = await response.json();
  return entry;
}
