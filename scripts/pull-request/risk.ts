import type { Problem } from '../../catalog/problem.ts';
import type { Identity } from '../../catalog/publish/ownership/identity.ts';
import { mayPublish, type Standing } from '../../catalog/publish/ownership/may-publish.ts';
import { type ChangeClass, CLASSES } from './classes.ts';

/** Who asks for a change. Accounts are numbers: logins change hands. */
export interface Author {
  id: number;
  login: string;
  isPerson: boolean;
  /** Whether the author has pushed the commits, to a repository of theirs or to this one. */
  ownsHead: boolean;
}

/** What is known of a change when it is decided on. */
export interface Facts {
  problems: Problem[];
  entries: { name: string; classes: ChangeClass[] }[];
  others: string[];
  author: Author;
  /** Who holds a name at the base of the change. */
  standingOf(name: string): Standing;
}

/** What becomes of a change: it is `faulty`, a `person` decides, or it goes in by itself (`low`); and why. */
export interface Verdict {
  risk: 'faulty' | 'person' | 'low';
  /** At least one. */
  reasons: string[];
}

/** Decides whether a change needs a person. Pure. Whatever is in doubt needs one. */
export function decideRisk({ problems, entries, others, author, standingOf }: Facts): Verdict {
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  if (errors > 0)
    return {
      risk: 'faulty',
      reasons: [`${errors === 1 ? 'there is an error' : `there are ${errors} errors`} to mend`],
    };
  const reasons = [...entries.flatMap(({ name, classes }) => classes.map((each) => ({ name, ...CLASSES[each] })))];
  const against = [
    ...(others.length > 0 && entries.length > 0 ? ['it changes other files beside entries'] : []),
    ...(others.length > 0 && entries.length === 0 ? ['it changes files that are no entry'] : []),
    ...(entries.length === 0 && others.length === 0 ? ['it changes nothing'] : []),
    ...(namespacesOf(entries).size > 1 ? ['it changes entries of more than one namespace'] : []),
    ...reasons.flatMap(({ risk, name, words }) => (risk === 'person' ? [`${name}: ${words}`] : [])),
    ...entries.flatMap(({ name }) => notTheirs(name, author, standingOf(name))),
    ...(author.isPerson ? [] : ['a program asks for it']),
    ...(author.ownsHead ? [] : ['its commits were pushed by another account, or to one']),
  ];
  if (against.length > 0) return { risk: 'person', reasons: against };
  return {
    risk: 'low',
    reasons: [
      `account ${author.id} may publish what it changes`,
      ...reasons.map(({ name, words }) => `${name}: ${words}`),
    ],
  };
}

function namespacesOf(entries: Facts['entries']): Set<string> {
  return new Set(entries.map(({ name }) => name.split('/')[0] ?? ''));
}

function notTheirs(name: string, { id, login }: Author, standing: Standing): string[] {
  const identity: Identity = { method: 'github-at', account: { id, login }, organizations: [] };
  if (standing.owners?.length === 0) return [`${name}: it has no owners yet`];
  const decision = mayPublish(name, identity, standing);
  return decision.allowed ? [] : [decision.why];
}
