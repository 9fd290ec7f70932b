/** A repository on GitHub, and what may be done there. */
export interface Repository {
  api: string;
  /** `owner/name`. */
  repository: string;
  token: string;
}

const TIMEOUT_MS = 30_000;

/** Asks GitHub's REST API for something below a repository, such as `/issues`. Rejects when there is no answer at all. */
export async function askGithub(
  { api, repository, token }: Repository,
  method: 'GET' | 'POST' | 'PATCH' | 'PUT',
  path: string,
  body?: unknown,
): Promise<Response> {
  return fetch(`${api}/repos/${repository}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      accept: 'application/vnd.github+json',
      'x-github-api-version': '2022-11-28',
      'user-agent': 'mcp-service-registry',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
}
