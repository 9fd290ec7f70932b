import type { Fact } from '../../catalog/listing.ts';
import { line } from './visible.ts';

/** What was found out about a server, in words. `harmful` is a reason to think twice. */
export interface FactWords {
  name: string;
  says: string;
  harmful: boolean;
  /** When it became known, RFC 3339. */
  at: string;
}

/** Every kind of fact that readers care for, in words; null for what only machines do. */
export function factWords({ kind, of, value, at }: Fact): FactWords | null {
  const about = line(of.replace(/^https?:\/\//, ''), 100);
  const given = value === undefined ? '' : line(value, 200);
  switch (kind) {
    case 'repository-id':
      return null;
    case 'repository-archived':
      return { name: 'Repository', says: 'archived: nobody works on it', harmful: true, at };
    case 'repository-moved':
      return { name: 'Repository', says: `moved${given && ` to ${given}`}`, harmful: false, at };
    case 'repository-gone':
      return { name: 'Repository', says: 'gone', harmful: true, at };
    case 'repository-recreated':
      return { name: 'Repository', says: 'another one under the same name', harmful: true, at };
    case 'licence':
      return { name: 'Licence', says: given || 'named, but not known', harmful: false, at };
    case 'package-deprecated':
      return { name: 'Package', says: `${about} is deprecated${given && `: ${given}`}`, harmful: true, at };
    case 'package-gone':
      return { name: 'Package', says: `${about} is gone`, harmful: true, at };
    case 'registry-deleted':
      return { name: 'Elsewhere', says: `deleted from ${about}`, harmful: true, at };
  }
}
