import type { Card } from '../card.ts';
import { CadenceSection } from '../components/health/cadence.tsx';
import { Categories } from '../components/health/categories.tsx';
import { Incidents } from '../components/health/incidents.tsx';
import { NotKnown } from '../components/health/not-known.tsx';
import { Trouble } from '../components/health/trouble.tsx';
import { Working } from '../components/health/working.tsx';
import { Notice } from '../components/notice.tsx';
import { Tally } from '../components/tally.tsx';
import { WholeHistory } from '../components/whole-history.tsx';
import type { To } from '../links.ts';
import type { PageMaker, Site } from '../site.ts';
import { asWord, counted, grouped } from '../words/numbers.ts';

/** The health of all servers on one page. Its heading is the news. */
export const health: PageMaker = (site) => [
  {
    path: 'status/index.html',
    title: `Health of ${counted(site.cards.length, 'MCP server')}: ${titleNews(site.cards)}`,
    description: 'What is down, since when and why, and what we do not know.',
    section: 'health',
    body: (to) => <Health site={site} to={to} />,
  },
];

function Health({ site, to }: { site: Site; to: To }) {
  const { cards } = site;
  const of = (health: Card['health']) => cards.filter((card) => card.health === health);
  const signIns = of('healthy').filter(({ reason }) => reason !== 'ok').length;
  return (
    <>
      <section class="hero">
        <div class="front">
          <h1>{news(cards)}</h1>
          <WholeHistory site={site} />
        </div>
        <Tally cards={cards} to={to} />
      </section>
      <div class="two">
        <Trouble site={site} cards={of('unhealthy')} health="unhealthy" to={to} />
        <div>
          <Trouble site={site} cards={of('degraded')} health="degraded" to={to} />
          {signIns > 0 && (
            <Notice icon="lock" title="A sign-in is not a fault">
              {counted(signIns, 'server')} {signIns === 1 ? 'answers and asks' : 'answer and ask'} who you are. They
              count as healthy; we say so beside each.
            </Notice>
          )}
        </div>
      </div>
      <CadenceSection runs={site.snapshot.runs} at={site.snapshot.at} to={to} />
      <div class="two">
        <Incidents site={site} to={to} />
        <Categories site={site} to={to} />
      </div>
      <Working cards={of('healthy')} to={to} />
      <NotKnown cards={of('unknown')} to={to} />
    </>
  );
}

/** "141 of 167 servers work. Five are down.", or, while some are not known: "Of 150 servers whose health we know, 141 work. …" */
function news(cards: Card[]): string {
  const known = cards.filter(({ health }) => health !== 'unknown').length;
  const down = cards.filter(({ health }) => health === 'unhealthy').length;
  const works = known - down;
  if (known === 0) return 'No server is checked yet.';
  const work = works === 1 ? 'works' : 'work';
  const first =
    known === cards.length
      ? `${grouped(works)} of ${counted(known, 'server')} ${work}.`
      : `Of ${counted(known, 'server')} whose health we know, ${grouped(works)} ${work}.`;
  return `${first} ${asWord(down)} ${down > 1 ? 'are' : 'is'} down.`;
}

function titleNews(cards: Card[]): string {
  const down = cards.filter(({ health }) => health === 'unhealthy').length;
  return down === 0 ? 'none is known to be down' : `${grouped(down)} down now`;
}
