import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { ServerRow } from '../../catalog/snapshot/server-row.ts';
import type { ServerRows } from '../../catalog/snapshot/server-rows.ts';
import { encodeCursor } from './cursor.ts';
import type { Answer } from './endpoint.ts';
import { selectPage } from './list.ts';
import type { ListQuery } from './list-query.ts';

const MOST_BYTES = 32 * 1024 * 1024;

/** Lists of one snapshot as they are sent. What was asked lately is kept, as hosts ask for the same pages again and again. */
export class ListBodies {
  readonly #rows: ServerRows;
  readonly #kept = new LRUCache<string, Required<Pick<Answer, 'etag' | 'packed'>> & { body: Buffer }>({
    maxSize: MOST_BYTES,
    // A compressed twin may join it.
    sizeCalculation: ({ body }) => 2 * body.length + 256,
  });

  constructor(rows: ServerRows) {
    this.#rows = rows;
  }

  /** The answer to a question, made by `write` of the page, and of the cursor of the next one. */
  answer(query: ListQuery, kind: string, write: (rows: ServerRow[], cursor: string | null) => Buffer): Answer {
    const key = keyOf(kind, query);
    const kept = this.#kept.get(key);
    if (kept) return kept;
    const { rows, next } = selectPage(this.#rows, query);
    const body = write(rows, next && encodeCursor(next));
    const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
    const answer = { body, etag, packed: new Map<string, Buffer>() };
    this.#kept.set(key, answer);
    return answer;
  }
}

/** Tells questions apart. Numbers and words come first; only what is searched for may hold anything. */
function keyOf(kind: string, { limit, filter, after }: ListQuery): string {
  const { search, updatedSince, version, includeDeleted } = filter;
  const place = after === null && version === null ? '' : JSON.stringify([after?.name, after?.version, version]);
  return `${kind} ${limit} ${updatedSince} ${includeDeleted} ${place} ${search}`;
}
