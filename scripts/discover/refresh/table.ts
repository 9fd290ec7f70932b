import type { Fact } from '../../../catalog/listing.ts';
import { aligned, oneLine } from '../../table.ts';
import type { Refreshed } from './refresh-entry.ts';

/** What a fact means, as a clause. */
const FACTS: Record<Fact['kind'], string> = {
  'repository-id': 'the repository’s number is',
  'repository-archived': 'the repository is archived',
  'repository-moved': 'the repository has moved to',
  'repository-gone': 'the repository is gone',
  'repository-recreated': 'another repository stands at the same address, number',
  licence: 'the licence is',
  'package-deprecated': 'the package is deprecated:',
  'package-gone': 'the package is gone from its registry',
  'registry-deleted': 'another registry has deleted it',
};

/** What was found out about known entries, as lines for people. */
export function refreshTable(refreshed: readonly Refreshed[]): string {
  if (refreshed.length === 0) return 'Nothing is new of the known servers.';
  return aligned([
    ['server', 'version', 'news'],
    ...refreshed.map((each) => [each.name, versionsOf(each), oneLine(newsOf(each).join('; '))]),
  ]);
}

/** `1.2.0 → 1.3.0`. */
export function versionsOf({ server: { version }, next }: Refreshed): string {
  return next === null ? version : `${version} → ${next.version}`;
}

/** All that is new of an entry, a sentence each. */
export function newsOf({ news, gone, notes }: Refreshed): string[] {
  return [...news.map(clauseOf), ...gone.map((fact) => `no longer: ${clauseOf(fact)}`), ...notes];
}

function clauseOf({ kind, value }: Fact): string {
  return value === undefined ? FACTS[kind] : `${FACTS[kind]} ${value}`;
}
