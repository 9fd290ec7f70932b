import { isObject } from '../../../catalog/json/json.ts';
import type { Submission } from '../../../catalog/publish/submission.ts';
import type { WaitingChange } from '../../../catalog/publish/waiting.ts';
import { readableServer } from '../../../catalog/readable-server.ts';
import type { ServerJson } from '../../../catalog/server-json.ts';
import { partsOfPath } from '../../../catalog/sources.ts';
import type { Candidate } from '../candidate.ts';
import { NO_VERSION } from '../candidates/clean.ts';
import { rowFor, rowsIn } from './words.ts';

/** A version that a pull request is to add, and the row of its table that tells of it. */
export interface Proposal {
  name: string;
  server: ServerJson;
  submission: Submission;
  row: string;
}

const RANK = { low: 0, medium: 1, high: 2 };

/** Whether a candidate is worth a person's look: it can be reached from elsewhere, is new, and says what it does. */
export function isWorthIt(candidate: Candidate, least: Candidate['confidence']): boolean {
  const { isLocal, known, confidence, server } = candidate;
  if (isLocal || (known !== null && known !== 'newer') || RANK[confidence] < RANK[least]) return false;
  return server.description.trim() !== '' && (server.packages ?? server.remotes ?? []).length > 0;
}

/** What is proposed of a candidate. Nobody has said which categories it is of. */
export function proposalOf(candidate: Candidate): Proposal {
  const { name, nameOrigin, server } = candidate;
  const versionOrigin = server.version === NO_VERSION ? { versionOrigin: 'none' as const } : {};
  return { name, server, submission: { server, defaults: { nameOrigin, ...versionOrigin } }, row: rowFor(candidate) };
}

/** What was proposed by an earlier run, and waits. */
export function proposalsIn({ files, message }: WaitingChange): Proposal[] {
  const rows = rowsIn(message);
  return [...files].flatMap(([path, text]): Proposal[] => {
    const parts = partsOfPath(path);
    if (!parts || ['listing', 'tools'].includes(parts.base)) return [];
    const server = readableServer(jsonOf(text));
    const listing = jsonOf(files.get(`${parts.name}/listing.json`) ?? '');
    if (!server) return [];
    const nameOrigin = isObject(listing) && listing.nameOrigin === 'publisher' ? 'publisher' : 'derived';
    const versionOrigin = server.version === NO_VERSION ? { versionOrigin: 'none' as const } : {};
    const submission = { server, defaults: { nameOrigin, ...versionOrigin } as const };
    return [{ name: parts.name, server, submission, row: rows.get(parts.name) ?? '' }];
  });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
