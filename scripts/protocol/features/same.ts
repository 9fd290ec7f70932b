import { expect } from 'vitest';
import type { Stage } from '../feature.ts';

/** Asks through the proxy and straight, and expects the same. */
export async function expectSame({ client, straight }: Stage, method: string, params: object = {}): Promise<void> {
  const [through, without] = await Promise.all([client.request(method, params), straight.request(method, params)]);
  expect(comparable(through), method).toEqual(comparable(without));
}

/** What a pairing may add or take away: hints of 2026, which a 2025 server has none of, and the metadata of a revision. */
export function comparable(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (key, each) =>
    ['ttlMs', 'cacheScope', 'resultType'].includes(key) || key.startsWith('io.modelcontextprotocol/')
      ? undefined
      : key === '_meta' && Object.keys(each).length === 0
        ? undefined
        : each,
  );
}

/** The code that a request is refused with; of a tool's own error, that it is one. */
export async function refusalOf(refused: Promise<Record<string, unknown>>): Promise<unknown> {
  return refused.then(
    ({ isError }) => isError,
    ({ code }) => code,
  );
}
