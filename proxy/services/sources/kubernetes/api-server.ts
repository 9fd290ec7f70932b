import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import type { Egress } from '../../../../catalog/net/connector.ts';
import { guardedFetch } from '../../../../catalog/net/guarded-fetch.ts';
import type { KubernetesWhere } from '../settings.ts';

/** The API server's answer that is none: its status, and its reason in one word. */
export class ApiRefusal extends Error {
  readonly status: number;
  constructor(status: number, path: string, reason: string) {
    const help = status === 403 || status === 401 ? ': allow its account to list them' : '';
    super(`the API server answered ${status} ${reason} for ${path}${help}`.replace(/ {2,}/g, ' '));
    this.name = 'ApiRefusal';
    this.status = status;
  }
}

const Status = z.looseObject({ kind: z.literal('Status'), reason: z.string().max(100).default('') });
const List = z.looseObject({
  metadata: z.looseObject({ continue: z.string().optional() }).default({}),
  items: z.array(z.unknown()).nullish(),
});

/** So many at a time, and so many times: a cluster has at most some ten thousand services. */
const PAGE = 500;
const MOST_PAGES = 100;

/**
 * Lists what there is of a kind, page by page (https://kubernetes.io/docs/reference/using-api/api-concepts/). Only ever reads.
 * Throws `ApiRefusal`, and what the connection says when nobody is there.
 */
export async function list(
  where: Pick<KubernetesWhere, 'api' | 'credentials'>,
  path: string,
  query: Record<string, string>,
  {
    env,
    answerBytes,
    signal,
    egress,
  }: { env: NodeJS.ProcessEnv; answerBytes: number; signal: AbortSignal; egress: Egress },
): Promise<unknown[]> {
  const base = baseOf(where.api, env);
  const { token, ca } = await credentialsOf(where.credentials, base);
  const headers = { accept: 'application/json', ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) };
  const way: Egress = { ...egress, fetchBytes: answerBytes, ...(ca === undefined ? {} : { ca }) };
  const items: unknown[] = [];
  let next = '';
  for (let pages = 0; pages < MOST_PAGES; pages += 1) {
    const asked = new URLSearchParams({ ...query, limit: String(PAGE), ...(next === '' ? {} : { continue: next }) });
    const url = `${base.href.replace(/\/$/, '')}${path}?${asked}`;
    const { status, body } = await guardedFetch(url, way, { headers, signal, follow: false });
    const answer = jsonOf(body);
    if (status !== 200) throw new ApiRefusal(status, path, Status.safeParse(answer).data?.reason ?? '');
    const page = List.safeParse(answer).data;
    if (!page) throw new Error(`the API server's answer for ${path} is no list`);
    items.push(...(page.items ?? []));
    next = page.metadata.continue ?? '';
    if (next === '') return items;
  }
  throw new Error(`the API server's list for ${path} has more than ${PAGE * MOST_PAGES} items`);
}

function baseOf(
  api: string,
  { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port = '443' }: NodeJS.ProcessEnv,
): URL {
  if (api !== 'in-cluster') return new URL(api);
  if (!host) throw new Error('this is no pod of a cluster (KUBERNETES_SERVICE_HOST is not set): set "api"');
  return new URL(`https://${host.includes(':') ? `[${host}]` : host}:${port}`);
}

/** A service account's token changes every hour, so it is read each time. It never goes out in the clear. */
async function credentialsOf(
  folder: string,
  { protocol }: URL,
): Promise<{ token?: string | undefined; ca?: string | undefined }> {
  if (protocol !== 'https:') return {};
  const [token, ca] = await Promise.all(
    ['token', 'ca.crt'].map((file) => readFile(join(folder, file), 'utf8').catch(() => undefined)),
  );
  return { token: token?.trim(), ca };
}

function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
