import { compareText } from '../catalog/compare-text.ts';
import type { SearchDocument } from '../catalog/search.ts';
import type { Era, Health, Reason } from '../catalog/status/status.ts';
import type { SignIn } from '../catalog/traits.ts';

/** Where a server runs: someone hosts it, or which package registry it is fetched from. */
export type Place = 'hosted' | 'npm' | 'pypi' | 'oci' | 'nuget' | 'mcpb' | 'other';

/**
 * What a list shows of a server, in the build and in a browser alike; a line of `list/*.json`.
 * Publishers' words in it have been made visible (`words/visible.ts`). `days` is 30 letters as in `Status.days`, or empty.
 */
export interface Card extends SearchDocument {
  health: Health;
  reason: Reason;
  since: string | null;
  checkedAt: string | null;
  /** `[up, counted]` of 30 days; null: no check counted. */
  uptime: [number, number] | null;
  p50: number | null;
  days: string;
  signIn: SignIn[];
  places: Place[];
  eras: (Era | 'unknown')[];
  /** Null: nobody has seen its tools. */
  hints: { total: number; readOnly: number; destructive: number } | null;
  deprecated: boolean;
  unversioned: boolean;
  /** The publisher owns the name: they have shown it, or published under it themselves. */
  proven: boolean;
  version: string;
  publishedAt: string;
}

/** As much of a card as its row in a list shows. */
export type ShownCard = Omit<Card, 'alias' | 'tags' | 'categories' | 'tools' | 'eras' | 'since' | 'checkedAt'>;

export function shownCard(card: Card): ShownCard {
  const { alias: _a, tags: _t, categories: _c, tools: _o, eras: _e, since: _s, checkedAt: _h, ...shown } = card;
  return shown;
}

/** Fewer checks than this are said, but make no percentage. */
export const ENOUGH_CHECKS = 10;

/** The order of healths in a list: what works first. */
export const HEALTHS: Health[] = ['healthy', 'degraded', 'unknown', 'unhealthy'];

/** The order of a list nobody has sorted: what works first, then by title. */
export function byUse(a: Card, b: Card): number {
  return HEALTHS.indexOf(a.health) - HEALTHS.indexOf(b.health) || byTitle(a, b);
}

export function byTitle(a: Card, b: Card): number {
  return compareText(a.title.toLowerCase(), b.title.toLowerCase()) || compareText(a.id, b.id);
}
