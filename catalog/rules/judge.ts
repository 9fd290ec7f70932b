import { type Catalog, shapeRules } from '../load.ts';
import { byPlace, type Problem } from '../problem.ts';
import type { CatalogFile, CatalogSources } from '../sources.ts';
import { rules } from './index.ts';
import { type FileRule, problemsOf, problemsOfFile } from './rule.ts';

/** Everything that is wrong with a catalog, in reading order: what loading found, and what every rule finds. */
export function judgeCatalog({ problems, sources }: Catalog): Problem[] {
  const { registry, entries } = sources;
  const files = entries.flatMap(({ versions, listing, tools }) => [...versions.values(), listing, tools]);
  const found = [registry, ...files].flatMap((file) =>
    file ? judgeAlone(file, (rule) => !shapeRules.includes(rule)) : [],
  );
  return [...problems, ...found, ...judgePlaces(sources)].sort(byPlace);
}

/** Everything that is wrong with one file, wherever it lies: its syntax, and all rules but those on place and neighbours. */
export function judgeFile(file: CatalogFile): Problem[] {
  return [...file.problems, ...judgeAlone(file, () => true)].sort(byPlace);
}

function judgeAlone(file: CatalogFile, applies: (rule: FileRule) => boolean): Problem[] {
  return rules.flatMap((rule) => (rule.scope === 'file' && applies(rule) ? problemsOfFile(rule, file) : []));
}

function judgePlaces(catalog: CatalogSources): Problem[] {
  return rules.flatMap((rule) => {
    if (rule.scope === 'entry') return catalog.entries.flatMap((entry) => problemsOf(rule, rule.run(entry)));
    return rule.scope === 'catalog' ? problemsOf(rule, rule.run(catalog)) : [];
  });
}
