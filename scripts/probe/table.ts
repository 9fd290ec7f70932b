import { aligned, oneLine } from '../table.ts';
import type { ProbedCanary } from './canaries/probe-canary.ts';
import type { Look } from './look.ts';
import type { Probed } from './run.ts';
import { ranked, type Verdict, verdictOf } from './verdict.ts';

const SEEN = ['era', 'revision', 'answer', 'tools', 'seen'];

/**
 * What a probe saw, as lines for people: one a server, columns aligned. What this run says changes what pages show only
 * together with another run, so there is a column for each.
 */
export function probeTable(probed: Probed[]): string {
  const rows = probed.map(({ service, looks, shown }) => [
    service.name,
    wordsOf(verdictOf(looks)),
    wordsOf(shown),
    ...cellsOf(looks),
  ]);
  return aligned([['server', 'this run', 'shown', ...SEEN], ...rows]);
}

/** The same of canaries, under a heading of their own, each with what it is known to be. */
export function canaryTable(canaries: ProbedCanary[]): string {
  const rows = canaries.map(({ name, expected, looks }) => [
    name,
    wordsOf(verdictOf(looks)),
    expected,
    ...cellsOf(looks),
  ]);
  return `\nCanaries: servers of our own, whose answers are known\n${aligned([['canary', 'this run', 'known to be', ...SEEN], ...rows])}\n`;
}

function wordsOf({ health, reason }: Verdict): string {
  return `${health} · ${reason}`;
}

function cellsOf(looks: Look[]): string[] {
  const [best] = ranked(looks);
  return [
    best?.instance.era ?? '',
    best?.instance.protocolVersion ?? '',
    Object.entries(best?.instance.stepsMs ?? {})
      .map(([step, ms]) => `${step} ${ms}`)
      .join(' '),
    best?.tools ? String(best.tools.length) : '',
    oneLine(best?.message ?? 'It has no package and no address that could be looked at'),
  ];
}
