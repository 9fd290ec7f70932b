import type { ServerRow } from '../../../catalog/snapshot/server-row.ts';
import type { SnapshotIndex } from '../../../catalog/snapshot/snapshot-index.ts';
import type { Outline } from '../../../catalog/snapshot/snapshot-outline.ts';
import { termWeights } from '../../../catalog/term-weights.ts';
import { Turns } from '../../../catalog/turns.ts';
import { partsOf, wordsIn } from '../../../catalog/words.ts';
import { Best } from './best.ts';
import { type Column, ColumnBuilder } from './column.ts';
import { type Chosen, FACETS } from './facets.ts';
import { type Counted, narrow } from './narrow.ts';
import { type Terms, TermsBuilder } from './terms.ts';

/** What a search found: a page of servers, best first, and of all that match how many stand under each value. */
export interface Found {
  hits: { row: ServerRow; score: number }[];
  total: number;
  /** Words that nobody has written, and what was looked for instead. */
  instead: Record<string, string[]>;
  facets: Record<string, Counted[]>;
}

/** Words after these change nothing: a search is a few words. */
const MOST_WORDS = 8;

/** A search over the latest versions of all servers that are not deleted. */
export class SearchIndex {
  readonly #rows: readonly ServerRow[];
  /** How much a document's score counts. */
  readonly #worth: Float32Array;
  readonly #terms: Terms;
  readonly #columns: readonly Column[];
  readonly #all: Uint32Array;

  /** Makes it in slices, between which others have their turn. Throws when a part of the snapshot is damaged. */
  static async build(snapshot: SnapshotIndex): Promise<SearchIndex> {
    const turns = new Turns();
    const rows: ServerRow[] = [];
    const worth: number[] = [];
    const terms = new TermsBuilder();
    const columns = FACETS.map(() => new ColumnBuilder());
    for (const row of snapshot.servers.latest) {
      const server = row.status === 'deleted' ? undefined : snapshot.outline(row);
      if (server) {
        rows.push(row);
        worth.push(worthOf(row, server));
        terms.add(weightsOf(server));
        for (const [at, { of }] of FACETS.entries()) columns[at]?.add(of(server));
      }
      if (turns.isOver) await turns.rest();
    }
    const built = columns.map((column) => column.build());
    await turns.rest();
    return new SearchIndex({ rows, worth: Float32Array.from(worth), terms: await terms.build(turns), columns: built });
  }

  private constructor(parts: { rows: ServerRow[]; worth: Float32Array; terms: Terms; columns: Column[] }) {
    this.#rows = parts.rows;
    this.#worth = parts.worth;
    this.#terms = parts.terms;
    this.#columns = parts.columns;
    this.#all = Uint32Array.from(parts.rows, (_row, at) => at);
  }

  get size(): number {
    return this.#rows.length;
  }

  /** The servers that have all words of a text, and stand where they are asked to. An empty text takes all. */
  find(text: string, chosen: Chosen, { offset, limit }: { offset: number; limit: number }): Found {
    const { scores, instead } = this.#scoresOf(text);
    const matching = scores ? placesOf(scores) : this.#all;
    const { inside, facets } = narrow(matching, this.#columns, chosen);
    const best = new Best(offset + limit);
    for (let at = 0; at < inside.length; at += 1) {
      const document = inside[at] ?? 0;
      best.add(document, (scores ? (scores[document] ?? 0) : 1) * (this.#worth[document] ?? 1));
    }
    const hits = best.list().slice(offset);
    return {
      hits: hits.flatMap(({ document, score }) => {
        const row = this.#rows[document];
        return row ? [{ row, score }] : [];
      }),
      total: inside.length,
      ...{ instead, facets },
    };
  }

  /** How well each document answers to all words of a text; null where there are none. */
  #scoresOf(text: string): { scores: Float32Array | null; instead: Record<string, string[]> } {
    const instead: Record<string, string[]> = {};
    let all: Float32Array | null = null;
    for (const word of wordsIn(text).slice(0, MOST_WORDS)) {
      const scores = this.#scoresOfWord(word, instead);
      all = all ? both(all, scores) : scores;
      // Nobody has them all: what else there is changes nothing.
      if (!all.some((score) => score !== 0)) break;
    }
    return { scores: all, instead };
  }

  /** "GitHub" is looked for as one word, and as its parts. */
  #scoresOfWord(word: string, instead: Record<string, string[]>): Float32Array {
    const whole = this.#look(word.toLowerCase(), instead);
    const parts = partsOf(word);
    if (parts.length < 2) return whole;
    const apart = parts
      .slice(0, MOST_WORDS)
      .map((part) => this.#look(part, instead))
      .reduce(both);
    for (let at = 0; at < whole.length; at += 1) whole[at] = Math.max(whole[at] ?? 0, apart[at] ?? 0);
    return whole;
  }

  #look(word: string, instead: Record<string, string[]>): Float32Array {
    const looked = this.#terms.scores(word);
    if (looked.instead.length > 0) instead[word] = looked.instead;
    return looked.scores;
  }
}

/** The sum where both are something. */
function both(a: Float32Array, b: Float32Array): Float32Array {
  for (let at = 0; at < a.length; at += 1) a[at] = a[at] !== 0 && b[at] !== 0 ? (a[at] ?? 0) + (b[at] ?? 0) : 0;
  return a;
}

/** Where the scores are something. */
function placesOf(scores: Float32Array): Uint32Array {
  const places = new Uint32Array(scores.length);
  let found = 0;
  for (let at = 0; at < scores.length; at += 1) {
    if (scores[at] === 0) continue;
    places[found] = at;
    found += 1;
  }
  return places.subarray(0, found);
}

/** The shorter a title, the more each of its words says. What is deprecated comes later. */
function worthOf({ status }: ServerRow, server: Outline): number {
  return (1 + 1 / (1 + wordsIn(titleOf(server)).length)) * (status === 'deprecated' ? 0.5 : 1);
}

function titleOf({ name, server }: Outline): string {
  return (server.title ?? name.split('/').at(-1) ?? name).slice(0, 200);
}

function weightsOf(server: Outline): Map<string, number> {
  const { name, alias, listing, tools } = server;
  return termWeights({
    ...{ name, title: titleOf(server), alias: alias ?? '', description: server.server.description },
    labels: [...listing.tags, ...listing.categories],
    tools: (tools?.tools ?? []).map((tool) => tool.name),
  });
}
