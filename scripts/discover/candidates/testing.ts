import { NOTHING_REFUSED } from '../../../catalog/refused.ts';
import type { Candidate } from '../candidate.ts';
import type { Find } from '../find.ts';
import { type Known, toCandidates } from './to-candidates.ts';

/** A find as the official registry gives it, of a server on npm, unless told otherwise. */
export function aFind({ server = {}, ...over }: Partial<Find> = {}): Find {
  return {
    ...{ source: 'official-registry', where: 'https://registry.example.com/v0.1/servers/com.acme%2Fclock' },
    ...{ at: '2026-11-22T09:00:00Z', nameOrigin: 'publisher', evidence: 'proven' },
    server: {
      ...{ name: 'com.acme/clock', description: 'Tells the time', version: '1.0.0', packages: [aPackage()] },
      ...server,
    },
    ...over,
  };
}

export function aPackage(over: Record<string, unknown> = {}): Record<string, unknown> {
  return { registryType: 'npm', identifier: '@acme/clock', version: '1.0.0', transport: { type: 'stdio' }, ...over };
}

export function aRemote(
  url = 'https://clock.acme.com/mcp',
  over: Record<string, unknown> = {},
): Record<string, unknown> {
  return { type: 'streamable-http', url, ...over };
}

/** The candidates of finds, in a catalog without entries unless told otherwise. */
export function candidatesOf(finds: readonly Find[], known: Partial<Known> = {}): Candidate[] {
  // What was found is never changed: it is kept, and several candidates may be made of it.
  return toCandidates(frozen(finds), { entries: [], refused: NOTHING_REFUSED, ...known });
}

function frozen<Value>(value: Value): Value {
  const open: unknown[] = [value];
  for (let one = open.pop(); one !== undefined; one = open.pop()) {
    if (typeof one !== 'object' || one === null || Object.isFrozen(one)) continue;
    open.push(...Object.values(Object.freeze(one)));
  }
  return value;
}

/** The one candidate that some finds make. */
export function candidateOf(finds: readonly Find[], known: Partial<Known> = {}): Candidate {
  const [candidate, ...others] = candidatesOf(finds, known);
  if (!candidate || others.length > 0) throw new Error(`not one candidate, but ${candidate ? others.length + 1 : 0}`);
  return candidate;
}

export function codesOf({ flags }: Candidate): string[] {
  return [...new Set(flags.map(({ code }) => code))];
}
