import { distance } from 'fastest-levenshtein';
import { type NamedServer, ownName } from './names.ts';

const FEW = 3;
const LONGEST = 100;

/** The names closest to one that is not there, closest first: those that differ in less than half of it. */
export function nearestTo(asked: string, servers: NamedServer[]): NamedServer[] {
  const wanted = asked.toLowerCase().slice(0, LONGEST);
  const own = ownName(wanted);
  const far = ([name, title]: NamedServer) =>
    Math.min(distance(own, ownName(name)), distance(own, title.toLowerCase().slice(0, LONGEST))) +
    distance(wanted, name) / 1000;
  return servers
    .map((server): [NamedServer, number] => [server, far(server)])
    .filter(([, distance]) => distance < own.length / 2 + 1)
    .sort(([, a], [, b]) => a - b)
    .slice(0, FEW)
    .map(([server]) => server);
}
