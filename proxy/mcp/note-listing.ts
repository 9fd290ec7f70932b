import type { Instance } from '../routing/instance.ts';

/** What a client has just listed is listed by us, too, unless that was a moment ago. */
const MOMENT_MS = 2000;

/** A client has listed an instance's tools: what it saw is to be judged, even if the server tells of no change. */
export function noteListing({ upstream }: Instance): void {
  void upstream?.toolsWithin(MOMENT_MS).catch(() => {});
}
