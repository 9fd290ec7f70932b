import type { components } from '@octokit/openapi-types';
import * as z from 'zod';
import type { Egress } from '../../net/connector.ts';
import { type Fetched, guardedFetch } from '../../net/guarded-fetch.ts';
import { USER_AGENT } from '../../net/user-agent.ts';
import type { Account, Identity } from './identity.ts';
import { ProofError } from './proof-error.ts';

export interface GithubSettings {
  /** The base of GitHub's REST API; an Enterprise Server has its own. */
  api?: string;
  egress?: Egress;
  /** The longest that one answer may take, in milliseconds. */
  timeoutMs?: number;
}

/** What is read of GitHub's answers, which say much more: https://docs.github.com/rest. */
const GithubAccount = z.object({ id: z.int().positive(), login: z.string().regex(/^[A-Za-z0-9_-]{1,100}$/) });
const Memberships = z.array(z.object({ state: z.string(), role: z.string(), organization: GithubAccount }));

type Membership = components['schemas']['org-membership'];
const OWNER: Membership['role'] = 'admin';
const ACTIVE: Membership['state'] = 'active';

const PAGE = 100;
const MOST_PAGES = 10;
const MAX_BYTES = 2 * 1024 * 1024;

/**
 * Verifies whose token of GitHub this is, and asks which organisations that account owns: being a member is not enough.
 * A token that may not read memberships (`read:org`) speaks for its account alone. The token goes to GitHub and nowhere
 * else. Throws `ProofError`.
 */
export async function verifyGithubToken(token: string, settings: GithubSettings = {}): Promise<Identity> {
  if (!/^[\x21-\x7e]{1,1024}$/.test(token))
    throw new ProofError('refused', 'This is no token of GitHub', 'Send the token alone, without "Bearer".');
  const user = await ask('/user', token, settings);
  if (!user) throw new ProofError('refused', 'GitHub does not say whose token this is', NEW_TOKEN);
  const account = read(GithubAccount, user);
  return { method: 'github-at', account, organizations: await owned(token, settings) };
}

/** The organisations in which the account is an Owner: GitHub calls that role `admin`. */
async function owned(token: string, settings: GithubSettings): Promise<Account[]> {
  const organizations: Account[] = [];
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const path = `/user/memberships/orgs?state=${ACTIVE}&per_page=${PAGE}&page=${page}`;
    const answer = await ask(path, token, settings);
    if (!answer) break;
    const memberships = read(Memberships, answer);
    const asOwner = memberships.filter(({ role, state }) => role === OWNER && state === ACTIVE);
    organizations.push(...asOwner.map(({ organization }) => organization));
    if (memberships.length < PAGE) break;
  }
  return organizations;
}

const NEW_TOKEN = 'Make a new one: `gh auth token` prints one. For an organisation it needs the scope read:org.';

/** One answer of GitHub; null where the token may not have it. */
async function ask(path: string, token: string, settings: GithubSettings): Promise<Fetched | null> {
  const { api = 'https://api.github.com', egress = {}, timeoutMs = 10_000 } = settings;
  const limited = { ...egress, fetchTimeoutMs: timeoutMs, fetchBytes: MAX_BYTES };
  const headers = {
    authorization: `Bearer ${token}`,
    accept: 'application/vnd.github+json',
    'x-github-api-version': '2022-11-28',
    'user-agent': USER_AGENT,
  };
  const answer = await guardedFetch(`${api.replace(/\/+$/, '')}${path}`, limited, { headers, follow: false }).catch(
    (cause: unknown) => {
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new ProofError('unanswered', `GitHub cannot be asked: ${why}`, 'Try again later.', { cause });
    },
  );
  const { status, headers: said } = answer;
  if (status === 200) return answer;
  if (status === 401) throw new ProofError('refused', 'GitHub does not know this token, or no longer', NEW_TOKEN);
  const isTooMany = status === 429 || said['x-ratelimit-remaining'] === '0' || said['retry-after'] !== undefined;
  if ((status === 403 || status === 404) && !isTooMany) return null;
  throw new ProofError('unanswered', `GitHub answers with ${status}`, 'Try again later.');
}

function read<T>(shape: z.ZodType<T>, { body }: Fetched): T {
  try {
    return shape.parse(JSON.parse(body.toString('utf8')));
  } catch (cause) {
    const message = 'GitHub answers with something else than was asked for';
    throw new ProofError('unanswered', message, 'Try again later.', { cause });
  }
}
