import { Octokit } from 'octokit';
import type { Repository } from '../github.ts';

/** A repository on GitHub, as the job with rights speaks to it. */
export interface Github {
  rest: Octokit['rest'];
  graphql: Octokit['graphql'];
  paginate: Octokit['paginate'];
  at: { owner: string; repo: string };
  /** The account that this token writes as, by its number. */
  botId: number;
}

/** The account of GitHub Actions, which has written whatever a job wrote with its own token. */
export const ACTIONS_BOT = 41_898_282;

const TIMEOUT_MS = 30_000;

/** `isPatient` keeps the pauses between writes that GitHub asks for. */
export function githubAt(
  { api, repository, token }: Repository,
  { botId = ACTIONS_BOT, isPatient = true } = {},
): Github {
  const [owner = '', repo = ''] = repository.split('/');
  const limited: typeof fetch = (input, init) => fetch(input, { ...init, signal: AbortSignal.timeout(TIMEOUT_MS) });
  const quiet = { debug() {}, info() {}, warn() {}, error() {} };
  const pauses = isPatient ? {} : { throttle: { enabled: false }, retry: { enabled: false } };
  const octokit = new Octokit({
    ...{ baseUrl: api, auth: token, userAgent: 'mcp-service-registry', log: quiet },
    ...{ request: { fetch: limited }, ...pauses },
  });
  return { rest: octokit.rest, graphql: octokit.graphql, paginate: octokit.paginate, at: { owner, repo }, botId };
}

/** What GitHub says to a request that it refuses; anything else is thrown on. */
export function refusalOf(error: unknown): { status: number; message: string } {
  if (error instanceof Error && 'status' in error && typeof error.status === 'number')
    return { status: error.status, message: error.message.slice(0, 300) };
  throw error;
}
