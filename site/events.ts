import { latestVersion, type Snapshot } from '../catalog/snapshot/snapshot.ts';
import type { Incident } from '../catalog/status/status.ts';
import type { ToolsChange } from '../catalog/tools/tools-change.ts';
import { newestFirst } from './words/incident.ts';

/** A change of the tools of a server. */
export interface ServerToolsChange extends ToolsChange {
  server: string;
}

/** The incidents of all servers but the deleted, newest first. */
export function incidentsOf(snapshot: Snapshot): Incident[] {
  return liveNames(snapshot)
    .flatMap((name) => snapshot.histories.get(name)?.incidents ?? [])
    .sort(newestFirst);
}

/** The changes of tools of all servers but the deleted: of each its newest few, so that no restless one crowds out the rest. */
export function toolChangesOf(snapshot: Snapshot, most: number): ServerToolsChange[] {
  return liveNames(snapshot)
    .flatMap((server) => {
      const changes = snapshot.histories.get(server)?.toolChanges ?? [];
      return changes.slice(-most).map((change) => ({ ...change, server }));
    })
    .sort((a, b) => Date.parse(b.at) - Date.parse(a.at) || (a.server < b.server ? -1 : 1));
}

function liveNames({ entries }: Snapshot): string[] {
  return entries.filter((entry) => latestVersion(entry).status !== 'deleted').map(({ name }) => name);
}
