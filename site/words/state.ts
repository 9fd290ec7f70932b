import type { StatusSummary } from '../../catalog/status/status.ts';
import { milliseconds } from './numbers.ts';
import { REASONS } from './reasons.ts';

/** The verdict on a server, for the state sentence: a word or two, what to say after it, and a moment to name. */
export interface StateWords {
  verdict: string;
  /** Comes after the verdict, before the moment: `Last checked`. */
  lead: string;
  moment: string | null;
  /** Comes after the moment. */
  rest: string;
}

export function stateOf(status: StatusSummary | null): StateWords {
  if (!status) return { verdict: 'Not known.', lead: REASONS['never-checked'].says, moment: null, rest: '' };
  const { health, reason, since, checkedAt, latencyMs } = status;
  const { says, short } = REASONS[reason];
  switch (health) {
    case 'healthy':
      return {
        verdict: 'Working.',
        lead: 'Last checked',
        moment: checkedAt,
        rest: reason === 'ok' ? '.' : `; ${short}.`,
      };
    case 'degraded':
      return {
        verdict: reason === 'slow' ? 'Slow.' : 'Working, with a fault.',
        lead: `${reason === 'slow' && latencyMs ? `It answers in ${milliseconds(latencyMs.p50)}; our limit is 3 s.` : says} Since`,
        moment: since,
        rest: '.',
      };
    case 'unhealthy':
      return { verdict: 'Down', lead: 'since', moment: since, rest: `. ${says}` };
    case 'unknown':
      return { verdict: 'Not known.', lead: `${says} Last checked`, moment: checkedAt, rest: '.' };
  }
}

/** The state in a few words, for a page's title. */
export function stateInShort(status: StatusSummary | null): string {
  if (!status) return 'not checked yet by us';
  const { short } = REASONS[status.reason];
  switch (status.health) {
    case 'healthy':
      return status.reason === 'ok' ? 'working' : `working, ${short}`;
    case 'degraded':
      return short === 'slow' ? 'slow' : `working, ${short}`;
    case 'unhealthy':
      return `down, ${short}`;
    case 'unknown':
      return short;
  }
}
