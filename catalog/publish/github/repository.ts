import type { Octokit } from 'octokit';
import { USER_AGENT } from '../../net/user-agent.ts';
import { UserError } from '../../user-error.ts';

/** A repository on GitHub, and what may be done there. */
export interface GithubRepository {
  /** Where GitHub's REST API is; `GITHUB_API` unless told otherwise. */
  api?: string;
  /** `owner/name`. */
  repository: string;
  token: string;
  /** How requests leave this process. */
  fetch?: typeof fetch;
}

export const GITHUB_API = 'https://api.github.com';

const TIMEOUT_MS = 30_000;
/** How often a request is made again that failed on GitHub's side; the waits are 1 s and 4 s. */
const RETRIES = 2;

/**
 * Asks GitHub something of a repository. A refusal becomes a `UserError` that says what was tried and what the token lacks;
 * no error holds the token. octokit comes with the first question: loading it takes longer than starting the rest.
 */
export async function askGithub<Answer>(
  { api = GITHUB_API, repository, token, fetch: leave = fetch }: GithubRepository,
  what: string,
  ask: (octokit: Octokit, at: { owner: string; repo: string }) => Promise<Answer>,
): Promise<Answer> {
  const { Octokit, RequestError } = await import('octokit');
  const [owner = '', repo = ''] = repository.split('/');
  const octokit = new Octokit({
    ...{ baseUrl: api, auth: token, userAgent: USER_AGENT, log: SILENT },
    request: { fetch: withTimeout(leave) },
    // Not `request.retries`: by that the plugin asks again whatever failed, also what is not there.
    retry: { retries: RETRIES },
    throttle: { enabled: false }, // it spaces writes by seconds; we make one or two
  });
  try {
    return await ask(octokit, { owner, repo });
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    const { status, message } = error;
    const said = message.replaceAll(token, '…');
    throw new UserError(
      `${what} failed: GitHub answered ${status} for ${repository}: ${said}\n${mendFor(status)}`.trim(),
    );
  }
}

const SILENT = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

function withTimeout(leave: typeof fetch): typeof fetch {
  return (input, init) => leave(input, { ...init, signal: AbortSignal.timeout(TIMEOUT_MS) });
}

function mendFor(status: number): string {
  if (status === 401) return 'The token is wrong, or its time is over.';
  if (status === 403 || status === 404) {
    return 'The token needs to see the repository, and to write "Contents" and "Pull requests" (scope public_repo or repo of a classic one).';
  }
  return status === 429 || status >= 500 ? 'Try again later: what was done is found again.' : '';
}
