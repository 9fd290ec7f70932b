import type { Incident } from '../../catalog/status/status.ts';
import { duration } from './time.ts';

/** What happened, as what follows "It": `is down`, `was down for 58 minutes`. Time passing alone does not change it. */
export function happened(incident: Incident): string {
  const { is, was } = WORDS[kindOf(incident)];
  return incident.endedAt === null ? is : `${was} for ${lasted(incident, incident.endedAt)}`;
}

/** What happened, as a line of its own, with the time it has lasted so far. `at` is the snapshot's moment. */
export function happenedSoFar(incident: Incident, at: string): string {
  const { so, was } = WORDS[kindOf(incident)];
  return incident.endedAt === null
    ? `${so} for ${lasted(incident, at)} so far`
    : `${was.charAt(0).toUpperCase()}${was.slice(1)} for ${lasted(incident, incident.endedAt)}`;
}

const WORDS = {
  down: { is: 'is down', so: 'Down', was: 'was down' },
  flapping: { is: 'goes down again and again', so: 'Down on and off', was: 'was down on and off' },
  restless: { is: 'keeps changing', so: 'Changing all the time', was: 'kept changing' },
};

function kindOf({ severity, flapping }: Incident): keyof typeof WORDS {
  if (severity === 'minor') return 'restless';
  return flapping ? 'flapping' : 'down';
}

function lasted({ startedAt }: Incident, until: string): string {
  return duration(Date.parse(until) - Date.parse(startedAt));
}

/** Incidents with those that last first, then the newest first. */
export function openFirst(incidents: readonly Incident[]): Incident[] {
  const isOver = ({ endedAt }: Incident) => Number(endedAt !== null);
  return incidents.toSorted((a, b) => isOver(a) - isOver(b) || newestFirst(a, b));
}

/** The order in which the newest incident comes first. */
export function newestFirst(a: Incident, b: Incident): number {
  return Date.parse(b.startedAt) - Date.parse(a.startedAt) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}
