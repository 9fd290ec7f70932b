import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { loadCatalog } from '../../catalog/load.ts';
import type { Problem } from '../../catalog/problem.ts';
import { type Snapshot, takeSnapshot } from '../../catalog/snapshot/snapshot.ts';
import { UserError } from '../command.ts';
import { readStore } from '../status/folder.ts';

const SHOWN = 20;

/** The catalog and the statuses on disk, as one snapshot. A faulty catalog is not built: a `UserError` names its faults. */
export async function readSnapshot({ catalog, status }: { catalog: string; status: string }): Promise<Snapshot> {
  const [{ registry, entries, problems }, { records, runs }, head] = await Promise.all([
    loadCatalog(catalog),
    readStore(status),
    headOf(catalog),
  ]);
  const errors = problems.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw new UserError(wordsFor(errors));
  const statuses = new Map([...records].map(([name, { status: of }]) => [name, of]));
  const looks = new Map([...records].flatMap(([name, { tools }]) => (tools ? [[name, tools]] : [])));
  const histories = new Map(
    [...records].map(
      ([
        name,
        {
          status: { evidence },
          incidents,
          toolChanges,
        },
      ]) => [name, { incidents, toolChanges, evidence }],
    ),
  );
  const latencies = new Map(
    [...records].map(([name, { samples, days }]) => [
      name,
      { answers: samples.map(({ at, latencyMs }) => ({ at, latencyMs })), days },
    ]),
  );
  const moments = [
    ...(head ? [head.at] : []),
    ...[...statuses.values()].map(({ checkedAt }) => checkedAt),
    ...runs.map(({ endedAt }) => endedAt),
  ];
  const newest = moments.length > 0 ? Math.max(...moments.map((moment) => Date.parse(moment))) : Date.now();
  return takeSnapshot({
    registry,
    commit: head?.commit ?? null,
    at: new Date(newest).toISOString(),
    entries,
    statuses,
    looks,
    runs: [...runs],
    histories,
    latencies,
  });
}

/** The commit a folder stands at, and its date; null outside git, and before the first commit. */
async function headOf(folder: string): Promise<{ commit: string; at: string } | null> {
  try {
    const { stdout } = await promisify(execFile)('git', ['-C', folder, 'log', '-1', '--format=%H %cI', 'HEAD']);
    const [commit, at] = stdout.trim().split(' ');
    return commit && at ? { commit, at } : null;
  } catch {
    return null;
  }
}

function wordsFor(errors: Problem[]): string {
  const lines = errors
    .slice(0, SHOWN)
    .map(({ file, line, column, code, message, fix }) => `${file}:${line}:${column} ${code} ${message}. ${fix}`);
  const more = errors.length > SHOWN ? [`… and ${errors.length - SHOWN} more`] : [];
  return ['The catalog has errors, so it is not built. `npm run validate` tells all of them.', ...lines, ...more].join(
    '\n',
  );
}
