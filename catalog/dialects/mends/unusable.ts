import { stepsOf } from '../../json/json.ts';
import type { Problem } from '../../problem.ts';
import { judgeFile } from '../../rules/judge.ts';
import { asFile, type Draft, keep, type Mend, noted } from './mend.ts';
import { dropPart } from './packages.ts';

const LISTS = ['packages', 'remotes', 'icons'];
const OPTIONAL = ['repository', 'websiteUrl', 'title'];

export const unusable: Mend = {
  name: 'unusable',
  why: 'A server may go without any one of its packages, remotes, icons and links, so one that the rules refuse is left out.',
  run(draft) {
    // What leaves may have hidden another fault from the rules, but not often.
    for (let rounds = 0; rounds < 3 && dropFaulty(draft); rounds += 1);
  },
};

/** Whether there was anything to drop. */
function dropFaulty(draft: Draft): boolean {
  const reasons = new Map<string, string>();
  for (const { severity, pointer, code, message } of judgeFile(asFile({ ...draft.server }))) {
    const part = partAt(pointer);
    if (severity === 'error' && part !== null && !reasons.has(part)) reasons.set(part, `${code} ${message}`);
  }
  // From the end, so that places in lists stay what they were.
  for (const [part, why] of [...reasons].sort(byPlaceFromTheEnd)) {
    const [field = '', index] = part.split('/');
    if (index !== undefined) dropPart(draft, field, Number(index), why);
    else {
      keep(draft, field, draft.server[field]);
      delete draft.server[field];
      noted(draft, 'part-dropped', `/${field}`, why);
    }
  }
  return reasons.size > 0;
}

/** The part that a server can go without, and in which a problem is: `packages/0`, `title`; null where there is none. */
function partAt(pointer: Problem['pointer']): string | null {
  const [field = '', index] = stepsOf(pointer);
  if (LISTS.includes(field) && index !== undefined) return `${field}/${index}`;
  return OPTIONAL.includes(field) ? field : null;
}

function byPlaceFromTheEnd([a]: [string, string], [b]: [string, string]): number {
  return Number(b.split('/')[1] ?? 0) - Number(a.split('/')[1] ?? 0);
}
