import { median } from '../statistics.ts';
import { table } from '../table.ts';
import { crowdFigures } from './crowd-figures.ts';
import type { Back, Measured, Soak } from './failures-run.ts';
import { growthOf } from './growth.ts';

/** What was seen of each kind of failure, round by round. Kinds that were not measured have no section. */
export function sectionsOf(run: Measured): string[] {
  const sections = [killed(run), stopped(run), returned(run), alone(run), crowded(run), outdated(run)];
  return [...sections, ...run.soak.map(soaked)].filter((section) => section !== '');
}

function killed({ kill }: Measured): string {
  if (kill.length === 0) return '';
  return `## An instance is killed

SIGKILL at the instance that the session is at, while a call is under way there. That call is one of the three tools, in turn.

${table(
  ['under way', 'calls', 'lost', 'next answer ms'],
  kill.map(({ underWay, calls, lost, movedMs }) => [
    ...[`\`${underWay}\``, String(calls), `${lost.repeatable} + ${lost.other}`, movedMs.toFixed(0)],
  ]),
)}

Lost are calls that may run twice + others. The other instance has to be given the session first, with the client's own \`initialize\`.`;
}

function stopped({ stop }: Measured): string {
  if (stop.length === 0) return '';
  return `## An instance hangs

SIGSTOP, and 4 s later SIGCONT. A quarter of the calls may not run twice: their callers wait for 1.5 s.

${table(
  ['', 'taken out after ms', 'in 1 s', 'slowest ms', 'others', 'told “maybe”', 'late by ms'],
  stop.map(({ ejectedMs, inTime, calls, slowestMs, plain }, round) => [
    ...[`round ${round + 1}`, ejectedMs.toFixed(0), `${percent(inTime)} of ${calls}`, slowestMs.toFixed(0)],
    ...[String(plain.calls), String(plain.maybe), plain.latestMs.toFixed(0)],
  ]),
)}`;
}

function returned({ kill, stop }: Measured): string {
  if (kill.length + stop.length === 0) return '';
  const row = (name: string) => (back: Back) => [
    ...[name, back.checkedMs.toFixed(0), back.inRotationMs.toFixed(0), percent(back.share), String(back.peak)],
  ];
  return `## It comes back

A session stays where it has gone: these calls are over REST, each routed by itself. Half of them are an instance's fair share.

${table(
  ['after', 'first good check ms', 'first call ms', 'share of a second', 'at once, at most'],
  [...kill.map(({ back }) => back).map(row('a kill')), ...stop.map(({ back }) => back).map(row('a stop'))],
)}`;
}

function alone({ alone: rounds }: Measured): string {
  if (rounds.length === 0) return '';
  return `## The only instance is away

SIGKILL, and 3 s later it is started again. A tenth of the calls have 0.5 s, and cannot wait for that; all others wait.

${table(
  ['', 'calls', 'lost', 'first answer ms', 'at once, at most', 'slowest ms', 'without time', 'late by ms'],
  rounds.map(({ calls, lost, firstMs, peak, slowestMs, short }, round) => [
    ...[`round ${round + 1}`, String(calls), `${lost.repeatable} + ${lost.other}`, firstMs.toFixed(0), String(peak)],
    ...[slowestMs.toFixed(0), String(short.calls), short.latestMs.toFixed(0)],
  ]),
)}`;
}

function crowded({ crowd }: Measured): string {
  if (crowd.length === 0) return '';
  return `## Two of fifty services are ill

One is dead, one answers everything 10 s late, and both are called four times a second. One client, one request after the other; the
median of what a kind takes, ${crowd.length === 1 ? 'in one round' : `in ${crowd.length} rounds`}. Before and after, all are well: chance is how far these two are from their mean.

${table(
  ['', 'all well ms', 'two ill ms', '×', 'chance'],
  crowdFigures(crowd).map(({ kind, wellMs, illMs, ratio, band }) => [
    ...[kind, wellMs.toFixed(2), illMs.toFixed(2), ratio.toFixed(2), `± ${percent(band)}`],
  ]),
)}`;
}

function outdated({ snapshot }: Measured): string {
  if (snapshot.length === 0) return '';
  const calls = snapshot.reduce((sum, round) => sum + round.calls, 0);
  return `## The snapshot cannot be read

Its host answers 503, then garbage, then another snapshot, and is asked every 200 ms. Of ${calls} calls none has to notice; the change
was there ${median(snapshot.map(({ appliedMs }) => appliedMs)).toFixed(0)} ms after its host was well.`;
}

function soaked(soak: Soak): string {
  const { calls, seconds, abandoned, sessions, rss, processes, left } = soak;
  const { slope, low, high } = growthOf(soak);
  return `## Many calls

${calls} calls by 32 callers in ${seconds.toFixed(0)} s, and ${abandoned} sessions that nobody closes; \`limits.sessions\` is ${sessions.limit}. 75 % in sessions of 2025, 10 % of 2026,
10 % over REST, to a server that does nothing; 4 % in sessions of the SDK's server, where the abandoned ones are, too; 1 % of a
process that the proxy has started. In the end it held ${sessions.held} sessions, and the SDK's server ${sessions.upstream}. Of ${processes} processes ${left} were left.

RSS in the last half: ${mb(slope)} MB for each 100,000 calls, between ${mb(low)} and ${mb(high)} with 95 % confidence.

${table(
  ['calls', 'RSS MB'],
  Array.from({ length: 11 }, (_, tenth) => rss[Math.max(0, Math.round((tenth * rss.length) / 10) - 1)])
    .filter((each) => each !== undefined)
    .map(([after, size]) => [String(after), size.toFixed(1)]),
)}`;
}

function mb(value: number): string {
  return value.toFixed(2);
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
