import pLimit from 'p-limit';
import type { Entry } from '../../../catalog/entry.ts';
import { type RefreshDesk, type Refreshed, refreshEntry } from './refresh-entry.ts';

/** So many entries at once: each host is asked one thing at a time all the same. */
const AT_ONCE = 8;

/** Looks at known entries again, and gives those of which there is something to say, in their order. */
export async function refreshEntries(entries: readonly Entry[], desk: RefreshDesk): Promise<Refreshed[]> {
  const limit = pLimit(AT_ONCE);
  const refreshed = await Promise.all(entries.map((entry) => limit(() => refreshEntry(entry, desk))));
  return refreshed.flatMap((each) => (each && (each.next || each.facts || each.notes.length > 0) ? [each] : []));
}
