import { problemAt } from '../json/json-source.ts';
import { type Catalog, shapeRules } from '../load.ts';
import { byPlace, type Problem } from '../problem.ts';
import type { CatalogFile, CatalogSources, EntrySources, FileKind } from '../sources.ts';
import { rules } from './index.ts';
import { type FileRule, kindsOf, problemsOf, problemsOfFile } from './rule.ts';

/** Everything that is wrong with a catalog, in reading order: what loading found, and what every rule finds. */
export function judgeCatalog({ problems, sources }: Catalog): Problem[] {
  const { registry, refused, entries } = sources;
  const files = entries.flatMap(({ versions, listing, tools }) => [...versions.values(), listing, tools]);
  const found = [registry, ...files].flatMap((file) => (file ? judgeAlone(file, REST[file.kind]) : []));
  // Loading reads all but this one: nothing but discovery needs it.
  const ofRefused = refused ? judgeFile(refused) : [];
  return [...problems, ...found, ...ofRefused, ...judgePlaces(sources)].sort(byPlace);
}

/** Everything that is wrong with one file, wherever it lies: its syntax, and all rules but those on place and neighbours. */
export function judgeFile(file: CatalogFile): Problem[] {
  return [...file.problems, ...judgeAlone(file, ALL[file.kind])].sort(byPlace);
}

function judgeAlone(file: CatalogFile, rules: FileRule[]): Problem[] {
  const found: Problem[] = [];
  for (const rule of rules) found.push(...problemsOfFile(rule, file));
  return found;
}

/** The rules on a file alone, by what it is; and those of them that loading has not run. */
const ALL = byKind(() => true);
const REST = byKind((rule) => !shapeRules.includes(rule));

function byKind(applies: (rule: FileRule) => boolean): Record<FileKind, FileRule[]> {
  const of = (kind: FileKind) =>
    rules.filter((rule) => rule.scope === 'file').filter((rule) => kindsOf(rule).includes(kind) && applies(rule));
  return {
    server: of('server'),
    listing: of('listing'),
    tools: of('tools'),
    registry: of('registry'),
    refused: of('refused'),
  };
}

function judgePlaces(catalog: CatalogSources): Problem[] {
  return [...catalog.entries.flatMap(judgeEntry), ...judgeNeighbours(catalog).map(({ problem }) => problem)];
}

/** What is wrong with the files of an entry as they stand together, beside what is wrong with each alone. */
export function judgeEntry(entry: EntrySources): Problem[] {
  return rules.flatMap((rule) => (rule.scope === 'entry' ? problemsOf(rule, rule.run(entry)) : []));
}

/** A problem that an entry has beside its neighbours; `neighbour` is the other's name, where it is between two. */
export interface NeighbourProblem {
  problem: Problem;
  name: string;
  neighbour: string | undefined;
}

/** What is wrong with entries as neighbours. Of two that claim one thing, the later in the list is found at fault. */
export function judgeNeighbours(catalog: CatalogSources): NeighbourProblem[] {
  return rules.flatMap((rule) => {
    const faults = rule.scope === 'catalog' ? rule.run(catalog) : [];
    return faults.map(({ source, name, neighbour, ...fault }) => ({
      problem: problemAt(source, fault, rule),
      name,
      neighbour,
    }));
  });
}
