import type { Card } from '../card.ts';
import { chunks } from '../chunks.ts';
import { countValues, FACETS } from '../facets.ts';
import { digitsOf, hashedFiles } from '../hashed-file.ts';
import type { MadeFile } from '../made-file.ts';
import type { Site } from '../site.ts';
import { bundleOf } from './bundle.ts';
import { type FileMaker, json } from './file-maker.ts';

const CARDS_A_LIST = 100;
const DIGITS = 12;

/**
 * The whole catalog in few files: cards of a hundred servers each, what they are counted by, and one bundle of all that the
 * registry API says. Their names change with what is in them, so they may be kept for ever; `index.json` names them.
 */
export const lists: FileMaker = function* (site) {
  const { registry, commit, at, entries } = site.snapshot;
  const files = { lists: cardLists(site), facets: facetCounts(site), bundle: bundleOf(site.rows.flat()) };
  yield* files.lists;
  yield files.facets;
  yield files.bundle;
  const index = {
    schemaVersion: 1,
    registry,
    ...{ commit, at },
    servers: site.cards.length,
    versions: entries.reduce((sum, { versions }) => sum + versions.length, 0),
    lists: files.lists.map(([path]) => path),
    facets: files.facets[0],
    bundle: files.bundle[0],
    changes: 'changes/latest.json',
    search: 'search/index.json',
    status: 'status/summary.json',
    snapshot: 'snapshot/manifest.json',
    registryApi: 'v0.1/servers',
  };
  yield ['index.json', json(index)];
};

function cardLists({ cards }: Site): MadeFile[] {
  return chunks(cards, CARDS_A_LIST).map((some, page) =>
    listFile(some, (hash) => `list/${String(page + 1).padStart(3, '0')}.${hash}.json`),
  );
}

const listFile = hashedFiles(DIGITS, (some: readonly Card[]) => json(some));

function facetCounts({ cards }: Site): MadeFile {
  const facets = FACETS.map((facet) => ({
    id: facet.id,
    legend: facet.legend,
    values: Object.fromEntries(countValues(facet, cards)),
  }));
  const content = json({ schemaVersion: 1, facets });
  return [`facets.${digitsOf(content, DIGITS)}.json`, content];
}
