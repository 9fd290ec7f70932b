import { changesOf } from '../../../catalog/tools/drift.ts';
import { fingerprintTools, type ToolDefinition } from '../../../catalog/tools/tool.ts';
import { worstOf } from '../../../catalog/tools/tool-change.ts';
import { MOST_NAMES, type ToolsChange } from '../../../catalog/tools/tools-change.ts';
import type { StatusRecord } from '../record.ts';

const MOST = 20;
const KEPT_MS = 90 * 86_400_000;

/** The tools that a look listed, their hash, and the instance that listed them. */
export interface Listed {
  tools: ToolDefinition[];
  setHash: string;
  by: string;
}

/**
 * The changes of a server's tools, oldest first, after a look that listed them (null: it listed none). Pure. At most the
 * newest 20, of the last 90 days. What one instance lists is no change of what another listed before.
 */
export function toolChangesAfter(before: StatusRecord | undefined, listed: Listed | null, at: string): ToolsChange[] {
  if (!before) return [];
  const change = listed ? changeSince(before, listed, at) : null;
  const now = Date.parse(at);
  return [...before.toolChanges, ...(change ? [change] : [])]
    .filter((each) => now - Date.parse(each.at) <= KEPT_MS)
    .slice(-MOST);
}

function changeSince(
  { tools: known, listedBy, status }: StatusRecord,
  { tools, setHash, by }: Listed,
  at: string,
): ToolsChange | null {
  if (!known || status.tools?.setHash === setHash || (listedBy !== null && listedBy !== by)) return null;
  const [was, is] = [fingerprintTools(known).tools, fingerprintTools(tools).tools];
  const changes = changesOf(was, is);
  if (changes.length === 0) return null;
  const [before, now] = [namesOf(was), namesOf(is)];
  const added = [...now].filter((name) => !before.has(name));
  const removed = [...before].filter((name) => !now.has(name));
  const changed = [...new Set(changes.map(({ tool }) => tool))].filter((name) => before.has(name) && now.has(name));
  const more = [added, removed, changed].reduce((sum, names) => sum + Math.max(0, names.length - MOST_NAMES), 0);
  return {
    at,
    setHash,
    change: worstOf(changes.map(({ change }) => change)),
    ...{ added: cut(added), removed: cut(removed), changed: cut(changed) },
    ...(more > 0 ? { more } : {}),
  };
}

function namesOf(tools: { name: string }[]): Set<string> {
  return new Set(tools.map(({ name }) => name));
}

function cut(names: string[]): string[] {
  return names.slice(0, MOST_NAMES).map((name) => name.slice(0, 128));
}
