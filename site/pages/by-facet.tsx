import { type Chunk, inPages, List, madeFrom, pagePath, pageWords, ROWS_A_PAGE } from '../components/list.tsx';
import { cardsUnder, FACETS, type Facet, facetPath } from '../facets.ts';
import type { To } from '../links.ts';
import type { PageMaker } from '../site.ts';
import { counted } from '../words/numbers.ts';

/** The list of the servers under each value of each facet, for those who filter without script. Categories have pages of their own. */
export const byFacet: PageMaker = ({ cards, lean, snapshot: { registry } }) =>
  FACETS.filter(({ id }) => id !== 'category').flatMap((facet) =>
    Object.entries(facet.values ?? {}).flatMap(([value, words]) => {
      const some = cardsUnder(facet, cards).get(value) ?? [];
      const folder = facetPath(facet, value);
      return inPages(some, ROWS_A_PAGE).map((chunk) => ({
        path: `${pagePath(folder, chunk.number)}index.html`,
        title: `${facet.legend}: ${words}${pageWords(chunk)} · ${registry.title}`,
        description: `${counted(chunk.total, 'MCP server')} under ${facet.legend}: ${words}.`,
        section: 'servers' as const,
        from: madeFrom(chunk),
        brief: lean,
        body: (to: To) => <UnderValue facet={facet} words={words} folder={folder} chunk={chunk} to={to} />,
      }));
    }),
  );

interface UnderValueProps {
  facet: Facet;
  words: string;
  folder: string;
  chunk: Chunk;
  to: To;
}

function UnderValue({ facet, words, folder, chunk, to }: UnderValueProps) {
  return (
    <>
      <nav class="crumb" aria-label="Breadcrumb">
        <a href={to('')}>Servers</a> / <span>{facet.legend}</span> / <span>{words}</span>
      </nav>
      <div class="title">
        <h1>
          {facet.legend}: {words}
        </h1>
      </div>
      <section aria-labelledby="list">
        <div class="bar">
          <h2 id="list">{counted(chunk.total, 'server')}</h2>
        </div>
        <List chunk={chunk} folder={folder} lean to={to} />
      </section>
    </>
  );
}
