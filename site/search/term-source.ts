import type { EndsFile, Runs, SearchIndexFile, TermsFile } from './search-files.ts';

/** Reads one of the files beside `search/index.json`, by its path there without `.json`. */
export type ReadFile = <T>(path: string) => Promise<T>;

/** A term, and the servers that have it: `[how many numbers further, weight, …]`. */
export interface Posted {
  term: string;
  posted: number[];
}

/** The terms of all servers, of which only the files are read that a question needs, each once. */
export interface TermSource {
  servers: number;
  /** The terms that begin with some letters, in order. */
  beginningWith(start: string): Promise<Posted[]>;
  /** The terms that begin with the same two letters as another, in order. */
  startingLike(term: string): Promise<string[]>;
  /** The terms of four letters or more that end with the same two letters as another, in order. */
  endingLike(term: string): Promise<string[]>;
}

export function termSource({ servers, terms, ends }: SearchIndexFile, readFile: ReadFile): TermSource {
  const readTerms = kept((path) => readFile<TermsFile>(path));
  const readEnds = kept((path) => readFile<EndsFile>(path));
  const beginningWith = async (start: string): Promise<Posted[]> => {
    const files = await Promise.all(filesFor(terms, start).map(readTerms));
    return files.flatMap((file) => {
      const found: Posted[] = [];
      for (let at = firstFrom(file.terms, start); file.terms[at]?.startsWith(start); at += 1)
        found.push({ term: file.terms[at] ?? '', posted: file.posted[at] ?? [] });
      return found;
    });
  };
  // Thousands begin or end alike, and the next letter that is typed asks for the same ones again.
  const starting = kept(async (start) => (await beginningWith(start)).map(({ term }) => term));
  const ending = kept(async (end) => {
    const files = await Promise.all(filesFor(ends, `${end} `).map(readEnds));
    return files.flatMap((some) => some.filter((other) => other.slice(-2) === end)).sort();
  });
  return {
    ...{ servers, beginningWith },
    startingLike: (term) => starting(term.slice(0, 2)),
    endingLike: (term) => ending(term.slice(-2)),
  };
}

/** Reads each thing once; what failed is read again when it is asked for again. */
export function kept<T>(readFile: (path: string) => Promise<T>): (path: string) => Promise<T> {
  const reading = new Map<string, Promise<T>>();
  return (path) => {
    const before = reading.get(path);
    if (before) return before;
    const now = readFile(path);
    reading.set(path, now);
    now.catch(() => reading.delete(path));
    return now;
  };
}

/** The files that may have what begins with some letters. */
function filesFor({ starts, files }: Runs, start: string): string[] {
  return files.filter((_file, at) => {
    const [first = '', next] = [starts[at], starts[at + 1]];
    return (first <= start || first.startsWith(start)) && (next === undefined || next > start);
  });
}

function firstFrom(sorted: string[], start: string): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? '') < start) low = middle + 1;
    else high = middle;
  }
  return low;
}
