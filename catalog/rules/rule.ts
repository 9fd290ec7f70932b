import { type Fault, type JsonSource, problemAt } from '../json/json-source.ts';
import type { Problem, Severity } from '../problem.ts';
import type { CatalogFile, CatalogSources, EntrySources, FileKind } from '../sources.ts';

/**
 * Judges the catalog's files, and finds faults in them. `code` is ours and stable; `reference` is the official registry's
 * name for the same rule; `why` is one sentence for the person whose file it is.
 */
export type Rule = FileRule | EntryRule | CatalogRule;

/** A rule on one file alone: it also judges a lone file. */
export interface FileRule extends RuleBase {
  scope: 'file';
  /** The files it judges: `server.json` files unless it says otherwise. */
  kinds?: readonly FileKind[];
  run(file: CatalogFile): Fault[];
}

/** A rule on the files of one entry and their places. */
export interface EntryRule extends RuleBase {
  scope: 'entry';
  run(entry: EntrySources): FaultIn[];
}

/** A rule on entries as neighbours. */
export interface CatalogRule extends RuleBase {
  scope: 'catalog';
  run(catalog: CatalogSources): NeighbourFault[];
}

/** A fault, and the file it is in. */
export interface FaultIn extends Fault {
  source: JsonSource;
}

/** A fault in an entry beside its neighbours. Of two that cannot both be, it is with the later in the list. */
export interface NeighbourFault extends FaultIn {
  /** The name of the entry. */
  name: string;
  /** The name of the other entry, where the fault is between two. */
  neighbour?: string;
}

interface RuleBase {
  code: string;
  name: string;
  reference?: string;
  severity: Severity;
  why: string;
  /** Two small catalogs: the first is without fault, in the second this rule finds one. Tests walk them. */
  examples: { passes: ExampleCatalog; fails: ExampleCatalog };
}

/** Files of a catalog by their paths from its folder: `servers/com.example/weather/1.0.0.json`. */
export type ExampleCatalog = Record<string, unknown>;

/** What a rule finds in one file. A file whose JSON cannot be read has been reported for that. */
export function problemsOfFile(rule: FileRule, file: CatalogFile): Problem[] {
  if (file.value === undefined || !kindsOf(rule).includes(file.kind)) return [];
  return rule.run(file).map((fault) => problemAt(file, fault, rule));
}

/** The kinds of files that a rule judges. */
export function kindsOf({ kinds = SERVER_ONLY }: FileRule): readonly FileKind[] {
  return kinds;
}

const SERVER_ONLY: readonly FileKind[] = ['server'];

/** What a rule finds in an entry. */
export function problemsOf(rule: EntryRule, faults: FaultIn[]): Problem[] {
  return faults.map(({ source, ...fault }) => problemAt(source, fault, rule));
}
