import type { Outcome } from './talk.ts';

/** How a call ended, in the words of the list of calls and of the result's heading. */
export function verdictOf(outcome: Outcome): {
  health: 'healthy' | 'degraded' | 'unhealthy' | 'unknown';
  words: string;
} {
  switch (outcome.kind) {
    case 'answered':
      return outcome.result.isError === true
        ? { health: 'degraded', words: 'the tool failed' }
        : { health: 'healthy', words: 'answered' };
    case 'refused':
      return { health: 'unhealthy', words: 'the proxy refused' };
    case 'unheard':
      return { health: 'unhealthy', words: 'no answer' };
    case 'cancelled':
      return { health: 'unknown', words: 'cancelled' };
  }
}
