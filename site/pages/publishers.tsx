import type { SnapshotEntry } from '../../catalog/snapshot/snapshot.ts';
import { publisherPath, serverPath } from '../../catalog/urls.ts';
import type { Card } from '../card.ts';
import { Mix } from '../components/health/mix.tsx';
import { Lamp } from '../components/icon.tsx';
import { type Chunk, List, madeFrom, pagePath, pagesOf } from '../components/list.tsx';
import { Scroll } from '../components/scroll.tsx';
import type { To } from '../links.ts';
import { type Namespace, namespacesOf } from '../namespaces.ts';
import type { PageMaker, Site } from '../site.ts';
import { counted, grouped } from '../words/numbers.ts';

const A_PAGE = 100;

/** Who publishes: a table of all namespaces, and a list of servers for each that has more than one. */
export const publishers: PageMaker = (site) => {
  const all = namespacesOf(site);
  const { title } = site.snapshot.registry;
  const pages = Math.max(1, Math.ceil(all.length / A_PAGE));
  const tables = Array.from({ length: pages }, (_none, index) => ({
    path: `${pagePath('publisher/', index + 1)}index.html`,
    title: `Publishers${index > 0 ? `, page ${index + 1}` : ''} · ${title}`,
    description: `${counted(all.length, 'namespace')} of MCP servers, with their health and who may change them.`,
    section: 'servers' as const,
    from: [
      all.length,
      ...all.slice(index * A_PAGE, (index + 1) * A_PAGE).flatMap(({ name, cards }) => [name, ...cards]),
    ],
    body: (to: To) => <Publishers all={all} page={index} pages={pages} site={site} to={to} />,
  }));
  const lists = all.filter(hasPage).flatMap((namespace) =>
    pagesOf(namespace.cards, site).map((chunk) => ({
      path: `${pagePath(publisherPath(namespace.name), chunk.number)}index.html`,
      title: `${namespace.name}${chunk.number > 1 ? `, page ${chunk.number}` : ''} · ${title}`,
      description: `${counted(chunk.total, 'MCP server')} of ${namespace.name}, with their health and how to add them.`,
      section: 'servers' as const,
      from: [...madeFrom(chunk), ...namespace.cards],
      brief: site.lean,
      body: (to: To) => <Publisher namespace={namespace} chunk={chunk} site={site} to={to} />,
    })),
  );
  return [...tables, ...lists];
};

/** The page of a namespace with one server is that of the server. */
function hasPage({ cards }: Namespace): boolean {
  return cards.length > 1;
}

function Publishers(props: { all: Namespace[]; page: number; pages: number; site: Site; to: To }) {
  const { all, page, pages, site, to } = props;
  const from = page * A_PAGE;
  const some = all.slice(from, from + A_PAGE);
  return (
    <>
      <section class="hero">
        <h1>{counted(all.length, 'publisher')}</h1>
        <p class="lede">
          A namespace is a domain, or a GitHub account, written backwards. Publishers prove that they hold it before
          they publish below it.
        </p>
      </section>
      <Scroll label="Publishers">
        <table class="publishers">
          <thead>
            <tr>
              <th scope="col">Namespace</th>
              <th scope="col" class="n">
                Servers
              </th>
              <th scope="col" class="hide-s">
                Health
              </th>
              <th scope="col">Work now</th>
              <th scope="col">Who may change them</th>
            </tr>
          </thead>
          <tbody>
            {some.map((namespace) => (
              <Row namespace={namespace} entries={site.entries} to={to} />
            ))}
          </tbody>
        </table>
      </Scroll>
      <nav class="pager" aria-label="Pages">
        <span class="muted">
          {some.length === 0 ? 'No publishers' : `${from + 1} to ${from + some.length} of ${grouped(all.length)}`}
        </span>
        <span class="row">
          {page > 0 && (
            <a rel="prev" href={to(pagePath('publisher/', page))}>
              Previous page
            </a>
          )}
          {page + 1 < pages && (
            <a rel="next" href={to(pagePath('publisher/', page + 2))}>
              Next page
            </a>
          )}
        </span>
      </nav>
    </>
  );
}

const HEALTHS: Card['health'][] = ['healthy', 'degraded', 'unhealthy', 'unknown'];

function Row({ namespace, entries, to }: { namespace: Namespace; entries: Site['entries']; to: To }) {
  const { name, cards } = namespace;
  const [only] = cards;
  return (
    <tr>
      <th scope="row">
        <a href={to(hasPage(namespace) || !only ? publisherPath(name) : serverPath(only.id))}>
          <code>{name}</code>
        </a>
      </th>
      <td class="n">{grouped(cards.length)}</td>
      <td class="hide-s">
        <Mix counts={HEALTHS.map((health) => cards.filter((card) => card.health === health).length)} />
      </td>
      <td>
        <WorkNow cards={cards} />
      </td>
      <td>{proofOf(namespace, entries)}</td>
    </tr>
  );
}

function WorkNow({ cards }: { cards: Card[] }) {
  const known = cards.filter(({ health }) => health !== 'unknown');
  const down = known.filter(({ health }) => health === 'unhealthy').length;
  if (known.length === 0) return <span class="muted">not known</span>;
  return (
    <span class="ic">
      <Lamp health={down > 0 ? 'unhealthy' : 'healthy'} size="s" />
      {known.length - down} of {known.length}
    </span>
  );
}

/** Who answers for the names: accounts on record, or nobody yet. */
function proofOf({ cards }: Namespace, entries: Site['entries']): string {
  const listings = cards.flatMap(({ id }) => entries.get(id)?.listing ?? []);
  const owners = new Set(listings.flatMap(({ owners }: SnapshotEntry['listing']) => owners.map((one) => one.githubId)));
  if (owners.size > 0) return `${counted(owners.size, 'GitHub account')} on record`;
  return listings.every(({ nameOrigin }) => nameOrigin === 'derived')
    ? 'this registry, which named them'
    : 'this registry, until its publisher claims them';
}

function Publisher(props: { namespace: Namespace; chunk: Chunk; site: Site; to: To }) {
  const { namespace, chunk, site, to } = props;
  return (
    <>
      <nav class="crumb" aria-label="Breadcrumb">
        <a href={to('')}>Servers</a> / <a href={to('publisher/')}>Publishers</a> / <span>{namespace.name}</span>
      </nav>
      <div class="title">
        <h1>{namespace.name}</h1>
        <p class="sub">
          <WorkNow cards={namespace.cards} /> <span>Changed by: {proofOf(namespace, site.entries)}</span>
        </p>
      </div>
      <section aria-labelledby="list">
        <div class="bar">
          <h2 id="list">{counted(chunk.total, 'server')}</h2>
        </div>
        <List chunk={chunk} folder={publisherPath(namespace.name)} lean={site.lean} to={to} />
      </section>
    </>
  );
}
