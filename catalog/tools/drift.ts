import type { Drift } from '../status/status.ts';
import type { FingerprintedTool } from './tool.ts';
import { type ToolChange, toolChange, worstOf } from './tool-change.ts';

/** The worst way in which tools differ from the reviewed ones. */
export function driftOf(locked: readonly FingerprintedTool[], seen: readonly FingerprintedTool[]): Drift {
  return worstOf(changesOf(locked, seen).map(({ change }) => change));
}

/**
 * Every tool that is not as it was reviewed, as data: those that are there, in their order, then those that are gone. Of
 * several tools with one name, each is held against it.
 */
export function changesOf(locked: readonly FingerprintedTool[], seen: readonly FingerprintedTool[]): ToolChange[] {
  const before = new Map(locked.map((tool) => [tool.name, tool]));
  const now = new Set(seen.map(({ name }) => name));
  const changed = seen.flatMap((tool) => {
    const reviewed = before.get(tool.name);
    return reviewed?.hash === tool.hash ? [] : [changeOf(reviewed, tool)];
  });
  const gone = locked.filter(({ name }) => !now.has(name)).map(({ definition }) => toolChange(definition, null));
  return [...changed, ...gone];
}

function changeOf(locked: FingerprintedTool | undefined, { definition }: FingerprintedTool): ToolChange {
  const found = toolChange(locked?.definition ?? null, definition);
  // Fingerprints that differ by what means the same: a default that is written out.
  return found.change === 'none' ? { ...found, change: 'cosmetic' } : found;
}
