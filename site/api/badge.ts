import type { StatusSummary } from '../../catalog/status/status.ts';
import { REASONS } from '../words/reasons.ts';

/** What stands before the health in each badge. */
export const BADGE_LABEL = 'MCP health';

/** The colours of badges: as shields.io calls them, and as we paint them (white text stands on each at 4.5 : 1 or more). */
export const BADGE_COLORS = {
  brightgreen: '#18733f',
  blue: '#1f3fbf',
  yellow: '#8a5a00',
  red: '#b0241a',
  lightgrey: '#655f52',
} as const;

/** What a badge says of a server's health, and its colour. A server that asks who you are works, and its badge says so. */
export function badgeOf(status: StatusSummary | null): { message: string; color: keyof typeof BADGE_COLORS } {
  if (!status || status.reason === 'never-checked') return { message: 'not checked', color: 'lightgrey' };
  const { health, reason } = status;
  if (reason === 'ok') return { message: health, color: 'brightgreen' };
  return { message: `${health} · ${REASONS[reason].short}`, color: COLOR_OF[health] };
}

const COLOR_OF = { healthy: 'blue', degraded: 'yellow', unhealthy: 'red', unknown: 'lightgrey' } as const;
