import type { CostRun } from './cost-run.ts';
import { cpuPerCall, FLOOR, figuresOf, isAt, loadedMb, perSecond, ratio, restMb, startMs } from './figures.ts';

/** What the proxy may cost, and what it did. */
export interface Goal {
  what: string;
  /** How it is told: a multiple of something, or milliseconds. */
  unit: '×' | 'ms';
  limit: number;
  is: 'at most' | 'at least';
  figure: number;
  /** Not negotiable. */
  firm?: boolean;
}

const OURS = 'our proxy';
const WORKERS = 'our proxy, --workers 2';
const PEERS = ['mcp-proxy', 'mcp-hub'];

/** Every goal there is a figure for. */
export function goalsOf(run: CostRun): Goal[] {
  return [
    ...cpuGoals(run),
    ...loadGoals(run),
    ...listGoals(run),
    ...memoryGoals(run),
    ...startGoals(run),
    ...workerGoals(run),
  ];
}

function cpuGoals(run: CostRun): Goal[] {
  const goal = (way: string, connections: number, limit: number): Goal => ({
    ...{ what: `CPU per call, ${way}, c = ${connections}: × floor`, unit: '×', is: 'at most', limit },
    figure: ratio(run, { contender: OURS, way, connections }, cpuPerCall),
  });
  return [
    ...[16, 64].flatMap((connections) => [
      goal('forwarded', connections, 1.25),
      goal('session of 2025', connections, 1.25),
      goal('call_tool', connections, 1.5),
      goal('REST', connections, 1.5),
    ]),
    { ...goal('forwarded', 16, 1.5), firm: true },
  ];
}

function loadGoals(run: CostRun): Goal[] {
  const throughput = [16, 64].flatMap((connections): Goal[] => {
    const cell = { contender: OURS, way: 'forwarded', connections };
    const what = `Throughput, forwarded, c = ${connections}`;
    const figure = ratio(run, cell, perSecond);
    const ours = run.calls.find((each) => isAt(each, cell));
    const peers = run.calls.filter((each) => PEERS.includes(each.contender) && each.connections === connections);
    const best = Math.max(...peers.map((each) => figuresOf(each).perSecond));
    const ofBest = ours ? figuresOf(ours).perSecond / best : Number.NaN;
    return [
      { what: `${what}: × floor`, unit: '×', is: 'at least', limit: 0.85, figure },
      { what: `${what}: × best peer`, unit: '×', is: 'at least', limit: 3, figure: ofBest },
    ];
  });
  const slowest = ratio(run, { contender: OURS, way: 'forwarded', connections: 64 }, ({ p99Ms }) => p99Ms);
  return [
    ...throughput,
    { what: 'p99, forwarded, c = 64: × floor', unit: '×', is: 'at most', limit: 1.3, figure: slowest },
  ];
}

function listGoals(run: CostRun): Goal[] {
  const direct = run.lists.find(({ contender, way }) => contender === 'direct' && way === '500 tools');
  return run.lists
    .filter(({ way }) => way.startsWith('500 tools, '))
    .map((cell) => ({
      ...{ what: `List of ${cell.way}, all pages: × direct`, unit: '×', is: 'at most', limit: 1 },
      figure: figuresOf(cell).p50Ms / (direct ? figuresOf(direct).p50Ms : Number.NaN),
    }));
}

function memoryGoals(run: CostRun): Goal[] {
  const goal = (what: string, mb: (contender: string) => number): Goal => ({
    ...{ what: `RSS ${what}: × floor`, unit: '×', is: 'at most', limit: 1.5 },
    figure: mb(OURS) / mb(FLOOR),
  });
  return [
    goal('at rest', (contender) => restMb(run, contender)),
    goal('after load', (contender) => loadedMb(run, contender)),
  ];
}

function startGoals(run: CostRun): Goal[] {
  const figure = startMs(run, OURS) - startMs(run, FLOOR);
  return [{ what: 'Start to first answered call: above the floor’s', unit: 'ms', is: 'at most', limit: 250, figure }];
}

function workerGoals(run: CostRun): Goal[] {
  const [two, one] = [WORKERS, OURS].map((contender) =>
    ratio(run, { contender, way: 'forwarded', connections: 64 }, cpuPerCall),
  );
  if (two === undefined || one === undefined || Number.isNaN(two)) return [];
  const what = 'CPU per call with --workers 2, c = 64: × one worker';
  return [{ what, unit: '×', is: 'at most', limit: 1.1, figure: two / one }];
}

/** Whether a goal is met, and else by how much it is missed. */
export function verdictOf({ figure, limit, is, unit }: Goal): string {
  if (is === 'at most' ? figure <= limit : figure >= limit) return 'met';
  if (unit === 'ms') return `missed by ${Math.ceil(figure - limit)} ms`;
  const share = Math.abs(figure - limit) / limit;
  return Number.isFinite(share) ? `missed by ${Math.max(1, Math.round(share * 100))} %` : 'not measured';
}
