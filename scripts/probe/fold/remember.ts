import type { Verdict } from '../verdict.ts';
import { flappingAfter, recentChanges } from './flapping.ts';
import type { Memory, Standing } from './memory.ts';

/**
 * What is remembered after one more run looked at a server. Pure. Down and up again take two runs in a row, another
 * state on the same side two equal ones; only a server of which nothing is known is up at once. A look that does not
 * count (its health is `unknown`) leaves all this alone, and stands between no two that count.
 */
export function remember(before: Memory, { health, reason }: Verdict, at: string): Memory {
  const seen: Standing = { health, reason, since: at };
  return health === 'unknown' ? withoutSight(before, seen) : withSight(before, seen);
}

/** What pages show of a server: the confirmed state, or why we do not know. */
export function shown({ known, pending, unseen }: Memory, at: string): Standing {
  if (unseen && (unseen.sure || known === null)) {
    return { health: unseen.health, reason: unseen.reason, since: unseen.since };
  }
  // Seen once, and bad: not yet enough to be called down, and nothing else is known.
  return known ?? { health: 'unknown', reason: 'never-checked', since: pending?.since ?? at };
}

/** Whether a health counts as up: degraded does. */
export function isUp({ health }: Pick<Standing, 'health'>): boolean {
  return health === 'healthy' || health === 'degraded';
}

/** One refusal hides nothing; the second in a row is shown, and so is at once what was announced. */
function withoutSight(before: Memory, { health, reason, since }: Standing): Memory {
  const { unseen } = before;
  return {
    ...before,
    unseen: {
      ...{ health, reason, since: unseen?.reason === reason ? unseen.since : since },
      sure: unseen !== null || reason === 'maintenance',
    },
  };
}

function withSight(before: Memory, seen: Standing): Memory {
  const { known, pending, unseen } = before;
  const crosses = known === null || isUp(known) !== isUp(seen);
  const next = confirmedBy(before, seen, crosses);
  if (!next) return { ...calmed(before, seen.since), pending: seen, unseen: crosses && unseen?.sure ? unseen : null };
  const changed = known !== null && known.health !== next.health;
  const settled = { ...before, known: next, pending: null, unseen: null };
  return changed ? moved(settled, pending?.since ?? seen.since, seen.since) : calmed(settled, seen.since);
}

/** The state that this look confirms, null when it stands alone. */
function confirmedBy({ known, pending }: Memory, seen: Standing, crosses: boolean): Standing | null {
  if (known && isSame(known, seen)) return known;
  if (known === null && isUp(seen)) return seen;
  const agreed = pending !== null && (crosses ? isUp(pending) === isUp(seen) : isSame(pending, seen));
  if (!agreed) return null;
  // A server that is down for another reason than before has been down all the while.
  const since = known && !crosses && !isUp(known) ? known.since : pending.since;
  return { ...seen, since };
}

function isSame(a: Standing, b: Standing): boolean {
  return a.health === b.health && a.reason === b.reason;
}

function moved(memory: Memory, change: string, at: string): Memory {
  const changes = recentChanges([...memory.changes, change], at);
  return { ...memory, changes, flapping: flappingAfter(changes, memory.flapping, true, at) };
}

function calmed(memory: Memory, at: string): Memory {
  if (memory.changes.length === 0) return memory;
  const changes = recentChanges(memory.changes, at);
  return { ...memory, changes, flapping: flappingAfter(changes, memory.flapping, false, at) };
}
