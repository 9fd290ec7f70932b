import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { SnapshotIndex } from '../../../catalog/snapshot/snapshot-index.ts';
import type { Answer } from '../endpoint.ts';
import { type Found, SearchIndex } from './search-index.ts';
import { cursorAfter, type SearchQuery } from './search-query.ts';

const MOST_BYTES = 16 * 1024 * 1024;

/** Searches of one snapshot as they are sent. What was asked lately is kept: whoever types asks the same short words. */
export class SearchAnswers {
  readonly #index: SearchIndex;
  readonly #kept = new LRUCache<string, Required<Pick<Answer, 'etag' | 'packed'>> & { body: Buffer }>({
    maxSize: MOST_BYTES,
    // A compressed twin may join it.
    sizeCalculation: ({ body }) => 2 * body.length + 256,
  });

  constructor(index: SearchIndex) {
    this.#index = index;
  }

  static async of(snapshot: SnapshotIndex): Promise<SearchAnswers> {
    return new SearchAnswers(await SearchIndex.build(snapshot));
  }

  answer(query: SearchQuery): Answer {
    const { text, chosen, offset, limit } = query;
    const key = JSON.stringify([text, [...chosen], offset, limit]);
    const kept = this.#kept.get(key);
    if (kept) return kept;
    const body = write(this.#index.find(text, chosen, { offset, limit }), query);
    const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
    const answer = { body, etag, packed: new Map<string, Buffer>() };
    this.#kept.set(key, answer);
    return answer;
  }
}

/** A `ServerList`, each of whose servers has its score in front; beside them facets, and what was looked for instead. */
function write({ hits, total, instead, facets }: Found, query: SearchQuery): Buffer {
  const cursor = cursorAfter(query, total);
  const metadata = { count: hits.length, total, ...(cursor === null ? {} : { nextCursor: cursor }) };
  const servers = hits.flatMap(({ row: { response }, score }, at) => [
    Buffer.from(`${at === 0 ? '' : ','}{"score":${score},`),
    response.subarray(1),
  ]);
  const rest = JSON.stringify({ metadata, facets, instead }).slice(1);
  return Buffer.concat([Buffer.from('{"servers":['), ...servers, Buffer.from(`],${rest}\n`)]);
}
