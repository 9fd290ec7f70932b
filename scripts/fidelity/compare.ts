import type { Allowed } from './allowed.ts';
import type { Said } from './recording.ts';

/** Messages of one step, sorted so that only what may come in any order does not count. */
export interface Told {
  /** Requests with all that belongs to them, in order; a list for each that runs beside others. */
  exchanges: Said[][];
  /** Notifications that belong to no request, in order. */
  byServer: Said[];
  byClient: Said[];
}

/** What was said in a step, without what may differ. With `renumber`, ids and progress tokens only have to match. */
export function told(
  said: Said[],
  { allowed, renumber, atOnce = false }: { allowed: Allowed[]; renumber: boolean; atOnce?: boolean | undefined },
): Told {
  const kept = without(said, allowed);
  const inExchanges = kept.filter((each) => requestOf(each) !== null);
  const exchanges = atOnce ? apart(inExchanges) : [inExchanges];
  return {
    exchanges: (renumber ? exchanges.map(renumbered) : exchanges).toSorted(byText),
    byServer: kept.filter((each) => requestOf(each) === null && each.by === 'server'),
    byClient: kept.filter((each) => requestOf(each) === null && each.by === 'client'),
  };
}

/** The request that a message belongs to: by its asker, and id or progress token. Null when to none. */
function requestOf({ by, message: { method, id, params } }: Said): string | null {
  const other = by === 'client' ? 'server' : 'client';
  if (method === undefined) return `${other} id ${id}`;
  if (id !== undefined) return `${by} id ${id}`;
  if (method === 'notifications/cancelled') return `${by} id ${params?.requestId}`;
  if (method === 'notifications/progress') return `${other} token ${params?.progressToken}`;
  return null;
}

/** Each request with what belongs to it, apart from others. */
function apart(said: Said[]): Said[][] {
  const exchanges = new Map<string, Said[]>();
  for (const each of said) {
    const request = requestOf(each) ?? '';
    const exchange = exchanges.get(request) ?? [];
    exchange.push(each);
    exchanges.set(request, exchange);
    const token = tokenOf(each);
    if (token !== undefined) exchanges.set(`${each.by} token ${token}`, exchange);
  }
  return [...new Set(exchanges.values())];
}

function tokenOf({ message: { params } }: Said): unknown {
  const meta = params?._meta;
  return typeof meta === 'object' && meta !== null && 'progressToken' in meta ? meta.progressToken : undefined;
}

/** Names each request by its place: what answers or concerns another one, or none, is seen. */
function renumbered(said: Said[]): Said[] {
  const names = new Map<string, string>();
  return said.map((each) => {
    const { by, message } = each;
    const { method, id, params } = message;
    const isRequest = method !== undefined && id !== undefined;
    if (isRequest) names.set(`${by} id ${id}`, `request ${names.size + 1}`);
    const name = names.get(requestOf(each) ?? '');
    if (name === undefined) return each;
    const token = tokenOf(each);
    if (isRequest && token !== undefined) names.set(`${by} token ${token}`, name);
    if (method === 'notifications/cancelled')
      return { by, message: { ...message, params: { ...params, requestId: name } } };
    if (method === 'notifications/progress')
      return { by, message: { ...message, params: { ...params, progressToken: name } } };
    if (!isRequest || token === undefined) return { by, message: { ...message, id: name } };
    const meta = { ...(typeof params?._meta === 'object' ? params._meta : {}), progressToken: name };
    return { by, message: { ...message, id: name, params: { ...params, _meta: meta } } };
  });
}

function byText(one: unknown, other: unknown): number {
  return textOf(one) < textOf(other) ? -1 : 1;
}

/** As JSON, whatever the order of its members. */
function textOf(value: unknown): string {
  return JSON.stringify(value, (_key, each) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).toSorted(([one], [other]) => (one < other ? -1 : 1)))
      : each,
  );
}

/** What a client was answered, and what it was asked, whichever way its revision has for that; in any order when `atOnce`. */
export function outcomeOf(
  said: Said[],
  { allowed, atOnce = false }: { allowed: Allowed[]; atOnce?: boolean | undefined },
): { answers: unknown[]; asked: unknown[] } {
  const answers: unknown[] = [];
  const asked: unknown[] = [];
  for (const { by, message } of without(said, allowed)) {
    if (by === 'client') continue;
    const { method, id, params, result, error } = message;
    if (method !== undefined && id !== undefined) asked.push({ method, params });
    else if (result?.resultType === 'input_required') asked.push(...Object.values(result.inputRequests ?? {}));
    else if (method === undefined) answers.push(error ?? result);
  }
  return { answers: atOnce ? answers.toSorted(byText) : answers, asked };
}

function without(said: Said[], allowed: Allowed[]): Said[] {
  return said.flatMap((each) => {
    const left = allowed.reduce<Said | null>((rest, one) => rest && one.without(rest), each);
    return left ? [left] : [];
  });
}
