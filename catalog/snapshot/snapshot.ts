import * as z from 'zod';
import type { Entry, EntryVersion } from '../entry.ts';
import { Lifecycle, Listing } from '../listing.ts';
import type { Registry } from '../registry.ts';
import type { ServerJson } from '../server-json.ts';
import type { History, Latencies } from '../status/history.ts';
import type { ProbeRun } from '../status/probe-run.ts';
import { type Status, StatusSummary, summarize } from '../status/status.ts';
import { FingerprintedTool, fingerprintTools, type ToolDefinition } from '../tools/tool.ts';
import { latestOf } from '../version.ts';

/** What a registry says of a version: the official block of `_meta` (registry API v0.1). */
export const OfficialMeta = z.strictObject({
  status: Lifecycle,
  statusMessage: z.string().optional(),
  statusChangedAt: z.string(),
  publishedAt: z.string(),
  updatedAt: z.string(),
  isLatest: z.boolean(),
});

/** One version of a server with the registry's own record of it. */
export const SnapshotVersion = z.strictObject({
  server: z.custom<ServerJson>((value) => typeof value === 'object' && value !== null),
  ...OfficialMeta.shape,
});
export type SnapshotVersion = z.infer<typeof SnapshotVersion>;

/** What a list shows of a server's tools. `source` tells a reviewed lock from the last good look. */
export const SnapshotTools = z.strictObject({
  source: z.enum(['lock', 'look']),
  version: z.string(),
  setHash: z.string(),
  tools: z.array(
    z.strictObject({
      name: z.string(),
      hash: z.string(),
      readOnly: z.boolean(),
      destructive: z.boolean(),
    }),
  ),
});
export type SnapshotTools = z.infer<typeof SnapshotTools>;

/** One entry at one moment: a line of `snapshot/entries-NN.ndjson`. Versions stand newest first. */
export const SnapshotEntry = z.strictObject({
  name: z.string(),
  alias: z.string().nullable(),
  listing: Listing.omit({ $schema: true, alias: true, versions: true }),
  versions: z.array(SnapshotVersion).min(1),
  tools: SnapshotTools.nullable(),
  status: StatusSummary.nullable(),
});
export type SnapshotEntry = z.infer<typeof SnapshotEntry>;

/** The tools of one entry in full: a line of `snapshot/tools-NN.ndjson`. */
export const SnapshotDefinitions = z.strictObject({ name: z.string(), tools: z.array(FingerprintedTool) });
export type SnapshotDefinitions = z.infer<typeof SnapshotDefinitions>;

/** Entries and statuses at one moment: what the site publishes and the proxy reads. Sorted by name. */
export interface Snapshot {
  registry: Registry;
  /** The catalog's commit, null outside git. */
  commit: string | null;
  /** RFC 3339, UTC. */
  at: string;
  entries: SnapshotEntry[];
  definitions: Map<string, FingerprintedTool[]>;
  /** The newest runs of the probe. For pages only: not among the files of a snapshot. */
  runs: ProbeRun[];
  /** What happened to each server that was looked at, by its name. For pages only, as the runs are. */
  histories: ReadonlyMap<string, History>;
  /** How long each such server lets callers wait. For pages only. */
  latencies: ReadonlyMap<string, Latencies>;
}

/** What a snapshot is taken of. `looks` are the tools of the last good probe, by server name. */
export interface SnapshotParts {
  registry: Registry;
  commit: string | null;
  at: string;
  entries: Entry[];
  statuses?: ReadonlyMap<string, Status>;
  looks?: ReadonlyMap<string, ToolDefinition[]>;
  runs?: ProbeRun[];
  histories?: ReadonlyMap<string, History>;
  latencies?: ReadonlyMap<string, Latencies>;
}

export function takeSnapshot({
  registry,
  commit,
  at,
  entries,
  statuses,
  looks,
  runs = [],
  histories = new Map(),
  latencies = new Map(),
}: SnapshotParts): Snapshot {
  const definitions = new Map<string, FingerprintedTool[]>();
  const lines = entries.map((entry) => {
    const seen = toolsOf(entry, statuses?.get(entry.name), looks?.get(entry.name));
    if (seen) definitions.set(entry.name, seen.tools);
    return snapshotEntry(entry, statuses?.get(entry.name), seen);
  });
  return {
    registry,
    commit,
    at,
    entries: lines.sort((a, b) => (a.name < b.name ? -1 : 1)),
    definitions,
    runs,
    histories,
    latencies,
  };
}

/** The version of an entry that `latest` means. */
export function latestVersion(entry: SnapshotEntry): SnapshotVersion {
  const latest = entry.versions.find(({ isLatest }) => isLatest) ?? entry.versions[0];
  if (!latest) throw new Error(`${entry.name} has no version`);
  return latest;
}

/** A server's title, or its name where the publisher gave none. */
export function titleOf(entry: SnapshotEntry): string {
  return latestVersion(entry).server.title ?? entry.name.split('/').at(-1) ?? entry.name;
}

interface SeenTools {
  source: 'lock' | 'look';
  version: string;
  setHash: string;
  tools: FingerprintedTool[];
}

/** The lock is what was reviewed, so it wins; a look serves where nobody has reviewed yet. */
function toolsOf(entry: Entry, status: Status | undefined, look: ToolDefinition[] | undefined): SeenTools | null {
  if (entry.lock) return { source: 'lock', ...entry.lock };
  return look ? { source: 'look', version: status?.version ?? '', ...fingerprintTools(look) } : null;
}

function snapshotEntry(
  { name, listing, versions }: Entry,
  status: Status | undefined,
  seen: SeenTools | null,
): SnapshotEntry {
  const { alias, versions: _listed, $schema: _schema, ...rest } = listing;
  const rows = versions.map((version) => snapshotVersion(version, listing)).reverse();
  const latest = latestOf(
    rows.map((row) => ({ version: row.server.version, publishedAt: row.publishedAt, status: row.status })),
  );
  return {
    name,
    alias: alias ?? null,
    listing: rest,
    versions: rows.map((row) => ({ ...row, isLatest: row.server.version === latest?.version })),
    tools: seen && {
      source: seen.source,
      version: seen.version,
      setHash: seen.setHash,
      tools: seen.tools.map(({ name, hash, definition }) => ({ name, hash, ...hintsOf(definition) })),
    },
    status: status ? summarize(status) : null,
  };
}

function snapshotVersion({ server, publishedAt, updatedAt }: EntryVersion, listing: Listing): SnapshotVersion {
  const { status = 'active', statusMessage, statusChangedAt } = listing.versions[server.version] ?? {};
  return {
    server,
    status,
    ...(statusMessage === undefined ? {} : { statusMessage }),
    statusChangedAt: statusChangedAt ?? publishedAt,
    publishedAt,
    updatedAt,
    isLatest: false,
  };
}

/** A tool's hints with the defaults that MCP gives them: not read-only, and destructive unless it says otherwise. */
export function hintsOf({ annotations }: ToolDefinition): { readOnly: boolean; destructive: boolean } {
  const readOnly = annotations?.readOnlyHint === true;
  return { readOnly, destructive: !readOnly && annotations?.destructiveHint !== false };
}
