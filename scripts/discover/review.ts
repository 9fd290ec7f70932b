import { jsonText } from '../../catalog/json/json-edit.ts';
import type { Problem } from '../../catalog/problem.ts';
import { publishToFolder } from '../../catalog/publish/folder.ts';
import { catalogFile } from '../../catalog/read-catalog.ts';
import { readableServer } from '../../catalog/readable-server.ts';
import { Refusal } from '../../catalog/refused.ts';
import { addRefusals } from '../../catalog/refused-file.ts';
import { judgeFile } from '../../catalog/rules/judge.ts';
import type { ServerJson } from '../../catalog/server-json.ts';
import type { Candidate } from './candidate.ts';
import { identityOf } from './candidates/identity.ts';
import { proposalOf } from './publish/proposal.ts';
import { shownCandidate, shownProblems } from './review/shown.ts';
import type { Terminal } from './review/terminal.ts';

export interface ReviewOptions {
  /** The catalog's folder: what is kept is written there, and what is refused into its `refused.json`. */
  catalog: string;
  terminal: Terminal;
  /** Has a person change the text of a file. */
  edit: (name: string, text: string) => Promise<string>;
  /** Who reviews, for `refused.json`. */
  by: string;
  now?: () => Date;
}

/** What a review came to, by names. Those that nobody got to are skipped. */
export interface Reviewed {
  kept: string[];
  refused: string[];
  skipped: string[];
}

type Answer = keyof Reviewed | 'quit';

const QUESTION = '[k]eep, [r]efuse, [e]dit, [s]kip, [q]uit? ';

/**
 * Walks the candidates that are not known, one after the other: each is kept, refused with a reason, edited or skipped. Each
 * answer counts at once, so whoever quits loses nothing. Servers of this machine alone are not asked about.
 */
export async function reviewCandidates(candidates: readonly Candidate[], options: ReviewOptions): Promise<Reviewed> {
  const open = candidates.filter(({ isLocal, known }) => !isLocal && (known === null || known === 'newer'));
  const reviewed: Reviewed = { kept: [], refused: [], skipped: [] };
  let left = false;
  for (const [index, candidate] of open.entries()) {
    if (!left) options.terminal.say(`\n${index + 1} of ${open.length}`);
    const answer: Answer = left ? 'quit' : await reviewOne(candidate, options);
    left = answer === 'quit';
    reviewed[answer === 'quit' ? 'skipped' : answer].push(candidate.name);
  }
  return reviewed;
}

async function reviewOne(found: Candidate, options: ReviewOptions): Promise<Answer> {
  const { terminal } = options;
  let candidate = found;
  terminal.say(shownCandidate(candidate));
  for (;;) {
    const answer = await terminal.ask(QUESTION);
    if (answer === null) return 'quit';
    switch (answer.toLowerCase().slice(0, 1)) {
      case 'k':
        if (await keep(candidate, options)) return 'kept';
        break;
      case 'r':
        if (await refuse(candidate, options)) return 'refused';
        break;
      case 'e':
        candidate = await edited(candidate, options);
        terminal.say(shownCandidate(candidate));
        break;
      case 's':
        return 'skipped';
      case 'q':
        return 'quit';
      default:
        terminal.say('Type one of k, r, e, s, q.');
    }
  }
}

/** Writes it into the catalog. Where the rules do not take it, it says why. */
async function keep(candidate: Candidate, { catalog, terminal, now }: ReviewOptions): Promise<boolean> {
  const { submission } = proposalOf(candidate);
  const { results } = await publishToFolder(catalog, [submission], now ? { now } : {});
  const [result] = results;
  if (result?.outcome === 'refused') {
    terminal.say(`The catalog’s rules do not take it. Edit it, or skip it.\n${shownProblems(result.problems)}`);
    return false;
  }
  terminal.say(`Written: ${result?.files.join(', ') || 'it was there already'}`);
  return true;
}

async function refuse(
  candidate: Candidate,
  { catalog, terminal, by, now = () => new Date() }: ReviewOptions,
): Promise<boolean> {
  const reason = await terminal.ask('Why? (nothing: not refused after all) ');
  if (!reason) return false;
  await addRefusals(catalog, [refusalOf(candidate, { reason: reason.slice(0, 500), by, at: momentOf(now()) })]);
  terminal.say('Remembered in refused.json.');
  return true;
}

function momentOf(date: Date): string {
  return date.toISOString().replace(/\.\d+Z$/, 'Z');
}

/** It is refused by all that it is known by, as far as the file can hold that; but not by a repository that others share. */
function refusalOf({ name, server }: Candidate, why: Pick<Refusal, 'reason' | 'by' | 'at'>): Refusal {
  const { packages, remotes } = identityOf(server);
  const fitting = (field: 'names' | 'packages' | 'remotes', keys: readonly string[]) => {
    const list = keys.filter((key) => Refusal.shape[field].safeParse([key]).success).slice(0, 50);
    return list.length > 0 ? { [field]: list } : {};
  };
  return { ...fitting('names', [name]), ...fitting('packages', packages), ...fitting('remotes', remotes), ...why };
}

/** The candidate as a person has changed it; as it was where they gave up. */
async function edited(candidate: Candidate, { terminal, edit }: ReviewOptions): Promise<Candidate> {
  let text = jsonText(candidate.server);
  for (;;) {
    text = await edit('server.json', text);
    const { server, problems } = readEdited(text);
    if (problems.length > 0) terminal.say(shownProblems(problems));
    if (server && !problems.some(({ severity }) => severity === 'error')) {
      const nameOrigin = server.name === candidate.name ? candidate.nameOrigin : 'derived';
      return { ...candidate, name: server.name, nameOrigin, server };
    }
    const again = await terminal.ask('There are errors. Edit again? [y/n] ');
    if (again === null || !again.toLowerCase().startsWith('y')) return candidate;
  }
}

function readEdited(text: string): { server: ServerJson | null; problems: Problem[] } {
  const file = catalogFile('server.json', text);
  return { server: readableServer(file.value), problems: judgeFile(file) };
}
