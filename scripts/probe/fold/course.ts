import type { Incident } from '../../../catalog/status/status.ts';
import type { Verdict } from '../verdict.ts';
import { type Cause, incidentsAfter } from './incidents.ts';
import { type Memory, NOTHING } from './memory.ts';
import { remember } from './remember.ts';

/** How it went with a server so far: what is remembered of it, and its incidents, oldest first. */
export interface Course {
  memory: Memory;
  incidents: Incident[];
}

/** The course after one more run. Pure. `cause` is null where there was nothing to look at. */
export function courseAfter(before: Course | undefined, verdict: Verdict, at: string, cause: Cause | null): Course {
  const { memory: known, incidents } = before ?? { memory: NOTHING, incidents: [] };
  const memory = remember(known, verdict, at);
  const counts = cause !== null && verdict.health !== 'unknown';
  return { memory, incidents: counts ? incidentsAfter(incidents, known, memory, at, cause) : incidents };
}
