import { hash } from 'node:crypto';
import { countValues, FACETS } from '../facets.ts';
import type { Site } from '../site.ts';
import type { FileMaker } from './file-maker.ts';

const CARDS_A_LIST = 100;

/**
 * The whole catalog in few files: cards of a hundred servers each, what they are counted by, and one bundle of all that the
 * registry API says, which whoever writes it packs (`.gz`). Their names change with what is in them, so they may be kept for
 * ever; `index.json` names them.
 */
export const lists: FileMaker = function* (site) {
  const { registry, commit, at, entries } = site.snapshot;
  const files = { lists: cardLists(site), facets: facetCounts(site), bundle: bundleOf(site) };
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
    bundle: `${files.bundle[0]}.gz`,
    changes: 'changes/latest.json',
    search: 'search/index.json',
    status: 'status/summary.json',
    snapshot: 'snapshot/manifest.json',
    registryApi: 'v0.1/servers',
  };
  yield ['index.json', `${JSON.stringify(index)}\n`];
};

type File = [path: string, content: string];

function cardLists({ cards }: Site): File[] {
  return Array.from({ length: Math.ceil(cards.length / CARDS_A_LIST) }, (_none, page) => {
    const some = cards.slice(page * CARDS_A_LIST, (page + 1) * CARDS_A_LIST);
    return hashed(`list/${String(page + 1).padStart(3, '0')}`, 'json', `${JSON.stringify(some)}\n`);
  });
}

function facetCounts({ cards }: Site): File {
  const facets = FACETS.map((facet) => ({
    id: facet.id,
    legend: facet.legend,
    values: Object.fromEntries(countValues(facet, cards)),
  }));
  return hashed('facets', 'json', `${JSON.stringify({ schemaVersion: 1, facets })}\n`);
}

function bundleOf({ rows }: Site): File {
  const responses = rows.flat().map(({ response }) => response.toString('utf8'));
  return hashed('bundle', 'json', `{"schemaVersion":1,"servers":[\n${responses.join(',\n')}\n]}\n`);
}

function hashed(name: string, suffix: string, content: string): File {
  return [`${name}.${hash('sha256', content, 'hex').slice(0, 12)}.${suffix}`, content];
}
