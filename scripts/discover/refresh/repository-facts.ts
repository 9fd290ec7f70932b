import * as z from 'zod';
import type { Fact } from '../../../catalog/listing.ts';
import { GITHUB_API } from '../../../catalog/publish/github/repository.ts';
import type { ServerJson } from '../../../catalog/server-json.ts';
import type { PoliteFetch } from '../polite/polite-fetch.ts';
import { type FactNow, factOf } from './fact.ts';

/** How repositories are asked about. */
export interface RepositoryDesk {
  get: PoliteFetch['get'];
  /** Where GitHub's REST API is; the public one unless told otherwise. */
  api?: string | undefined;
  token?: string | undefined;
}

/** What GitHub says of a repository (REST, "Get a repository"). */
const Repository = z.looseObject({
  id: z.int(),
  full_name: z.string(),
  html_url: z.string(),
  archived: z.boolean().default(false),
  disabled: z.boolean().default(false),
  license: z.looseObject({ spdx_id: z.string().nullish() }).nullish(),
});

/** What is so of a server's repository now; null where it has none on GitHub. Throws where GitHub says nothing of it. */
export async function repositoryFacts(
  { repository }: ServerJson,
  before: readonly Fact[],
  { get, api = GITHUB_API, token }: RepositoryDesk,
): Promise<FactNow[] | null> {
  const [, owner, name] =
    /^https:\/\/github\.com\/([\w.-]+)\/([\w.-]+?)(?:\.git)?\/?$/.exec(repository?.url ?? '') ?? [];
  if (!repository || owner === undefined || name === undefined) return null;
  const { url } = repository;
  const headers = {
    accept: 'application/vnd.github+json',
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
  };
  const answer = await get(`${api}/repos/${owner}/${name}`, { headers, isOperators: true });
  if (answer.status === 404 || answer.status === 410 || answer.status === 451) return [factOf('repository-gone', url)];
  const said = answer.status === 200 ? Repository.safeParse(jsonOf(answer.body)).data : undefined;
  if (!said) throw new Error(`GitHub answers ${answer.status}`);
  const id = `github:${said.id}`;
  const known = numbersKnown(repository.id, url, before);
  return [
    factOf('repository-id', url, id),
    ...(known.size > 0 && !known.has(id) ? [factOf('repository-recreated', url, id)] : []),
    ...(said.full_name.toLowerCase() === `${owner}/${name}`.toLowerCase()
      ? []
      : [factOf('repository-moved', url, said.html_url)]),
    ...(said.archived || said.disabled ? [factOf('repository-archived', url)] : []),
    // NOASSERTION: there is a licence, and GitHub does not know which.
    ...(said.license?.spdx_id && said.license.spdx_id !== 'NOASSERTION'
      ? [factOf('licence', url, said.license.spdx_id)]
      : []),
  ];
}

/** The numbers that the repository is known by: as its publisher said, and as it was when it was looked at before. */
function numbersKnown(said: string | undefined, url: string, before: readonly Fact[]): Set<string> {
  const seen = before.flatMap(({ kind, of, value }) =>
    kind === 'repository-id' && of === url && value ? [value] : [],
  );
  return new Set([...(said && /^\d+$/.test(said) ? [`github:${said}`] : []), ...seen]);
}

function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
