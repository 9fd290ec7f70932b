import type { Card } from '../card.ts';
import { asHtml } from '../components/as-html.ts';
import { Filters } from '../components/filters.tsx';
import { Icon } from '../components/icon.tsx';
import { CARDS_A_PAGE, type Chunk, inPages, List, madeFrom, pagePath, ROWS_A_PAGE } from '../components/list.tsx';
import { madeOnce } from '../components/made-once.tsx';
import { DownNow, ThisWeek } from '../components/rail.tsx';
import { Tally } from '../components/tally.tsx';
import { WholeHistory } from '../components/whole-history.tsx';
import { countValues, FACETS } from '../facets.ts';
import { siteData } from '../linked-data.ts';
import type { To } from '../links.ts';
import { newsOf } from '../news.ts';
import { SORTS } from '../search/question.ts';
import type { PageMaker, Site } from '../site.ts';
import { counted, grouped } from '../words/numbers.ts';

/** The list of all servers, what works first; the first of its pages is the front of the site. */
export const home: PageMaker = (site) => {
  const { title, description } = site.snapshot.registry;
  const size = site.lean ? ROWS_A_PAGE : CARDS_A_PAGE;
  return inPages(site.cards, size, CARDS_A_PAGE).map((chunk) => ({
    path: `${pagePath('', chunk.number)}index.html`,
    title:
      chunk.number === 1 ? `${title}: ${counted(site.cards.length, 'MCP server')}` : `${title}: page ${chunk.number}`,
    description,
    section: 'servers' as const,
    ...(chunk.number === 1 ? { about: siteData(site.snapshot) } : {}),
    ...(chunk.number > 1 && site.lean
      ? { from: madeFrom(chunk), brief: true, body: (to: To) => <More chunk={chunk} to={to} /> }
      : { body: (to: To) => <Home site={site} chunk={chunk} to={to} /> }),
  }));
};

/** What follows the front page where there is much of it: the list alone. */
function More({ chunk, to }: { chunk: Chunk; to: To }) {
  return (
    <>
      <nav class="crumb" aria-label="Breadcrumb">
        <a href={to('')}>Servers</a> / <span>page {chunk.number}</span>
      </nav>
      <div class="title">
        <h1>{counted(chunk.total, 'server')}, what works first</h1>
      </div>
      <List chunk={chunk} folder="" lean to={to} />
    </>
  );
}

function Home({ site, chunk, to }: { site: Site; chunk: Chunk; to: To }) {
  const { title, description } = site.snapshot.registry;
  const short = description.length <= 90;
  return (
    <>
      <section class="hero">
        <div class="front">
          <h1>{short ? description : title}</h1>
          {chunk.number === 1 && <WholeHistory site={site} />}
        </div>
        {!short && <p class="lede">{description}</p>}
        <div {...asHtml(tallyHtml(site.cards, to))} />
        <form class="search js-only" action={to('')} id="search">
          <search>
            <label class="vh" for="q">
              Search servers, tools and tags
            </label>
            <Icon name="search" />
            <input
              class="in"
              id="q"
              name="q"
              type="search"
              placeholder="Search servers and tools: send email, postgres, screenshot"
              autocomplete="off"
              spellcheck={false}
            />
            <kbd>/</kbd>
          </search>
        </form>
        <div class="chips js-only" {...asHtml(questionsHtml(site.cards, to))} />
        <p class="small muted no-js">
          Search and filters run in your browser and need its script. The <a href={to('a-to-z/')}>list from A to Z</a>{' '}
          and the <a href={to('category/')}>categories</a> do not.
        </p>
      </section>
      <div class="browse">
        <Filters site={site} to={to} />
        <section aria-labelledby="list">
          <div class="bar">
            <h2 id="list" aria-live="polite">
              {counted(site.cards.length, 'server')}
            </h2>
            <div class="row small js-only">
              <label class="muted" for="sort">
                Sort
              </label>
              <select class="in" id="sort">
                {Object.entries(SORTS).map(([sort, words]) => (
                  <option value={sort}>{words}</option>
                ))}
              </select>
            </div>
          </div>
          <div id="results" hidden />
          <div id="all">
            <List chunk={chunk} folder="" lean={false} to={to} />
          </div>
        </section>
        <aside class="rail" aria-label="Right now" {...asHtml(railHtml(site, to))} />
      </div>
    </>
  );
}

const tallyHtml = madeOnce((cards: Card[], to) => <Tally cards={cards} to={to} />);

const railHtml = madeOnce((site: Site, to) => (
  <>
    <DownNow site={site} to={to} />
    <ThisWeek news={newsOf(site.snapshot)} at={site.snapshot.at} to={to} />
  </>
));

/** Ready-made questions under the search, with the number of servers that answer them. */
const questionsHtml = madeOnce((cards: Card[], to) => (
  <>
    {QUESTIONS.map(({ words, facet: id, value }) => {
      const facet = FACETS.find((one) => one.id === id);
      const count = facet ? (countValues(facet, cards).get(value) ?? 0) : 0;
      return (
        count > 0 && (
          <a class="chip" href={to(`?${id}=${value}`)}>
            {words} <span>{grouped(count)}</span>
          </a>
        )
      );
    })}
  </>
));

const QUESTIONS = [
  { words: 'Works now', facet: 'health', value: 'healthy' },
  { words: 'Nothing to install', facet: 'where', value: 'hosted' },
  { words: 'No sign-in', facet: 'sign-in', value: 'none' },
  { words: 'Only reads', facet: 'tools', value: 'read-only' },
  { words: 'In a container', facet: 'where', value: 'oci' },
];
