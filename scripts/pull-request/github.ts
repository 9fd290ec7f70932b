import type { Octokit } from 'octokit';
import { USER_AGENT } from '../../catalog/net/user-agent.ts';

/** A repository on GitHub, as the job with rights speaks to it. */
export interface Github extends Pick<Octokit, 'rest' | 'graphql' | 'paginate'> {
  at: { owner: string; repo: string };
  /** The account that this token writes as, by its number. */
  botId: number;
}

/** The account of GitHub Actions, which has written whatever a job wrote with its own token. */
export const ACTIONS_BOT = 41_898_282;

const TIMEOUT_MS = 30_000;
/** How often a request is made again that failed on GitHub's side. */
const RETRIES = 2;

/** octokit comes with the first question: a check needs none of it, and loading it takes a while. */
export async function githubAt(
  { api, repository, token }: { api: string; repository: string; token: string },
  { botId = ACTIONS_BOT } = {},
): Promise<Github> {
  const { Octokit } = await import('octokit');
  const [owner = '', repo = ''] = repository.split('/');
  const limited: typeof fetch = (input, init) => fetch(input, { ...init, signal: AbortSignal.timeout(TIMEOUT_MS) });
  const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
  const octokit = new Octokit({
    ...{ baseUrl: api, auth: token, userAgent: USER_AGENT, log: quiet },
    request: { fetch: limited },
    // Not `request.retries`: by that the plugin asks again whatever failed, also what is not there.
    retry: { retries: RETRIES },
    throttle: { enabled: false }, // it spaces writes by seconds; a decision makes a handful
  });
  return { rest: octokit.rest, graphql: octokit.graphql, paginate: octokit.paginate, at: { owner, repo }, botId };
}

/** What GitHub says to a request that it refuses; anything else is thrown on. */
export function refusalOf(error: unknown): { status: number; message: string } {
  if (error instanceof Error && 'status' in error && typeof error.status === 'number')
    return { status: error.status, message: error.message.slice(0, 300) };
  throw error;
}
