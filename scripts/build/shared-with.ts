import { isObject } from '../../catalog/json/json.ts';
import type { Snapshot } from '../../catalog/snapshot/snapshot.ts';

/** The second snapshot, with the very objects of the first wherever they are equal: what is made from those need not be made anew. */
export function sharedWith(first: Snapshot, second: Snapshot): Snapshot {
  const entries = new Map(first.entries.map((entry) => [entry.name, entry]));
  return {
    ...second,
    registry: same(first.registry, second.registry),
    entries: second.entries.map((entry) => same(entries.get(entry.name), entry)),
    definitions: sameValues(first.definitions, second.definitions),
    histories: sameValues(first.histories, second.histories),
    latencies: sameValues(first.latencies, second.latencies),
  };
}

function same<Part>(one: Part | undefined, other: Part): Part {
  return one !== undefined && isWrittenAlike(one, other) ? one : other;
}

function sameValues<Part>(some: ReadonlyMap<string, Part>, others: ReadonlyMap<string, Part>): Map<string, Part> {
  return new Map([...others].map(([name, part]) => [name, same(some.get(name), part)]));
}

/** Whether two values of JSON are written alike: the order of members counts, for it is kept in what is made of them. */
function isWrittenAlike(one: unknown, other: unknown): boolean {
  if (Array.isArray(one) && Array.isArray(other))
    return one.length === other.length && one.every((item, index) => isWrittenAlike(item, other[index]));
  if (!isObject(one) || !isObject(other)) return Object.is(one, other);
  const [keys, others] = [Object.keys(one), Object.keys(other)];
  return (
    keys.length === others.length && keys.every((key, at) => key === others[at] && isWrittenAlike(one[key], other[key]))
  );
}
