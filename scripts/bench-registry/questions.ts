import type { Snapshot } from '../../catalog/snapshot/snapshot.ts';
import { wordOf } from './servers.ts';

/** What is asked of a registry, again and again, each time a little different where that matters. */
export interface Question {
  name: string;
  goal: number;
  paths: string[];
}

const MANY = 2000;

/** The questions that hosts ask most. Searches differ so much that no answer is kept from one to the next. */
export function questionsTo({ entries }: Pick<Snapshot, 'entries'>): Question[] {
  const some = Array.from({ length: MANY }, (_none, index) => (index * 7919) % entries.length);
  const name = (index: number) => encodeURIComponent(entries[index]?.name ?? '');
  return [
    { name: 'one server by name', goal: 0.7, paths: some.map((at) => `/v0.1/servers/${name(at)}/versions/latest`) },
    { name: 'the list, first page', goal: 0.7, paths: ['/v0.1/servers'] },
    {
      name: 'search, one page of 30',
      goal: 0.3,
      paths: some.map((at) => `/v0.1/servers?version=latest&search=${name(at).split('%2F')[1]?.slice(0, 8)}`),
    },
    {
      name: 'search that finds nothing',
      goal: 0.3,
      paths: some.map((at) => `/v0.1/servers?search=${wordOf(at)}-${at}`),
    },
  ];
}
