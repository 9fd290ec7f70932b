import { categoryPath } from '../../catalog/urls.ts';
import { type Chunk, List, madeFrom, pagePath, pagesOf, pageWords } from '../components/list.tsx';
import type { To } from '../links.ts';
import type { PageMaker, Site } from '../site.ts';
import { counted, grouped } from '../words/numbers.ts';

/** One list of all categories, and for each category the list of its servers. */
export const categories: PageMaker = (site) => [
  {
    path: 'category/index.html',
    title: `Categories · ${site.snapshot.registry.title}`,
    description: `${counted(site.categories.size, 'category', 'categories')} of MCP servers.`,
    section: 'servers',
    body: (to) => <Categories site={site} to={to} />,
  },
  ...[...site.categories].flatMap(([category, cards]) =>
    pagesOf(cards, site).map((chunk) => ({
      path: `${pagePath(categoryPath(category), chunk.number)}index.html`,
      title: `${category}${pageWords(chunk)} · ${site.snapshot.registry.title}`,
      description: `${counted(chunk.total, 'MCP server')} for ${category}, with their health and how to add them.`,
      section: 'servers' as const,
      from: madeFrom(chunk),
      brief: site.lean,
      body: (to: To) => <Category name={category} chunk={chunk} lean={site.lean} to={to} />,
    })),
  ),
];

function Categories({ site, to }: { site: Site; to: To }) {
  return (
    <>
      <section class="hero">
        <h1>{counted(site.categories.size, 'category', 'categories')}</h1>
      </section>
      <ul class="index">
        {[...site.categories].map(([category, cards]) => (
          <li>
            <a href={to(categoryPath(category))}>{category}</a> <span class="muted">{grouped(cards.length)}</span>
          </li>
        ))}
      </ul>
    </>
  );
}

function Category({ name, chunk, lean, to }: { name: string; chunk: Chunk; lean: boolean; to: To }) {
  return (
    <>
      <nav class="crumb" aria-label="Breadcrumb">
        <a href={to('')}>Servers</a> / <a href={to('category/')}>Categories</a> / <span>{name}</span>
      </nav>
      <div class="title">
        <h1>{name}</h1>
      </div>
      <section aria-labelledby="list">
        <div class="bar">
          <h2 id="list">{counted(chunk.total, 'server')}</h2>
        </div>
        <List chunk={chunk} folder={categoryPath(name)} lean={lean} to={to} />
      </section>
    </>
  );
}
