import { categoryPath, serverPath } from '../../catalog/urls.ts';
import type { Card } from '../card.ts';
import { ENOUGH_CHECKS } from '../card.ts';
import { Bars } from '../components/bars.tsx';
import { Figures } from '../components/figures.tsx';
import { Lamp } from '../components/icon.tsx';
import { Notice } from '../components/notice.tsx';
import { Scroll } from '../components/scroll.tsx';
import { Tally } from '../components/tally.tsx';
import { Since, When } from '../components/when.tsx';
import type { To } from '../links.ts';
import type { PageMaker, Site } from '../site.ts';
import { HEALTH_ANCHORS } from '../words/anchors.ts';
import { asWord, counted, grouped, percent } from '../words/numbers.ts';
import { REASONS } from '../words/reasons.ts';
import { duration } from '../words/time.ts';

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

/** Rows of a table, so that a page stays small; the rest is in the JSON and in the list. */
const MOST = 200;

function Health({ site, to }: { site: Site; to: To }) {
  const { cards } = site;
  const of = (health: Card['health']) => cards.filter((card) => card.health === health);
  const signIns = of('healthy').filter(({ reason }) => reason !== 'ok').length;
  return (
    <>
      <section class="hero">
        <h1>{news(cards)}</h1>
        <Tally cards={cards} to={to} />
      </section>
      <div class="two">
        <Trouble
          cards={of('unhealthy')}
          health="unhealthy"
          title="Down now"
          none="No server is known to be down."
          site={site}
          to={to}
        />
        <Trouble
          cards={of('degraded')}
          health="degraded"
          title="Degraded"
          none="None is degraded."
          site={site}
          to={to}
        />
      </div>
      {signIns > 0 && (
        <Notice icon="lock" title="A sign-in is not a fault">
          {counted(signIns, 'server')} {signIns === 1 ? 'answers and asks' : 'answer and ask'} who you are. They count
          as healthy; we say so beside each.
        </Notice>
      )}
      <Working cards={of('healthy')} to={to} />
      <NotKnown cards={of('unknown')} to={to} />
      <Categories site={site} to={to} />
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

interface TroubleProps {
  cards: Card[];
  health: Card['health'];
  title: string;
  none: string;
  site: Site;
  to: To;
}

/** Servers with a fault, longest first. */
function Trouble({ cards, health, title, none, site, to }: TroubleProps) {
  const rows = cards.toSorted(
    (a, b) => Date.parse(a.since ?? '') - Date.parse(b.since ?? '') || (a.id < b.id ? -1 : 1),
  );
  return (
    <section class="sec" id={HEALTH_ANCHORS[health] ?? ''}>
      <h2>
        {title} {rows.length > 1 && <small>longest first</small>}
      </h2>
      {rows.length === 0 && <p class="muted">{none}</p>}
      <ul class="trouble">
        {rows.slice(0, MOST).map((card) => (
          <li class={health}>
            <Lamp health={health} />
            <div>
              <h3>
                <a href={to(serverPath(card.id))}>
                  <bdi>{card.title}</bdi>
                </a>
              </h3>
              <p class="since">
                <b title={card.reason}>{REASONS[card.reason].short}</b> {REASONS[card.reason].says}{' '}
                {card.since && (
                  <>
                    Since <Since iso={card.since} /> ({duration(Date.parse(site.snapshot.at) - Date.parse(card.since))}
                    ).
                  </>
                )}
              </p>
              {card.days && <Bars days={card.days} />}
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Working({ cards, to }: { cards: Card[]; to: To }) {
  return (
    <section class="sec" id="working">
      <h2>
        Working <small>{counted(cards.length, 'server')}</small>
      </h2>
      {cards.length === 0 && <p class="muted">None is known to work yet.</p>}
      {cards.length > 0 && (
        <Scroll label="Servers that work">
          <table>
            <thead>
              <tr>
                <th scope="col">Server</th>
                <th scope="col">Last checked</th>
                <th scope="col">30 days</th>
              </tr>
            </thead>
            <tbody>
              {cards.slice(0, MOST).map((card) => (
                <tr>
                  <th scope="row">
                    <a href={to(serverPath(card.id))}>
                      <bdi>{card.title}</bdi>
                    </a>
                    {card.reason !== 'ok' && <span class="muted small"> · {REASONS[card.reason].short}</span>}
                  </th>
                  <td>{card.checkedAt && <When iso={card.checkedAt} />}</td>
                  <td>
                    <span class="nums">
                      <Figures card={card} />
                    </span>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
      {cards.length > MOST && <p class="small muted">The first {MOST} are shown.</p>}
    </section>
  );
}

/** Why we do not know, in numbers: each unknown has a reason too. */
function NotKnown({ cards, to }: { cards: Card[]; to: To }) {
  const reasons = new Map<Card['reason'], Card[]>();
  for (const card of cards) reasons.set(card.reason, [...(reasons.get(card.reason) ?? []), card]);
  return (
    <section class="sec" id="not-known">
      <h2>
        Not known <small>counted for nobody and against nobody</small>
      </h2>
      {cards.length === 0 && <p class="muted">We know the health of every server.</p>}
      {[...reasons]
        .sort(([, a], [, b]) => b.length - a.length)
        .map(([reason, some]) => (
          <details class="ev">
            <summary>
              {counted(some.length, 'server')}: {REASONS[reason].short}
            </summary>
            <p class="muted">{REASONS[reason].says}</p>
            <ul class="index">
              {some.slice(0, MOST).map((card) => (
                <li>
                  <a href={to(serverPath(card.id))}>
                    <bdi>{card.title}</bdi>
                  </a>
                </li>
              ))}
            </ul>
            {some.length > MOST && <p class="muted">The first {MOST} are shown.</p>}
          </details>
        ))}
    </section>
  );
}

const HEALTHS: Card['health'][] = ['healthy', 'degraded', 'unhealthy', 'unknown'];

function Categories({ site, to }: { site: Site; to: To }) {
  const rows = [...site.categories.keys()]
    .map((category) => ({ category, cards: site.cards.filter(({ categories }) => categories.includes(category)) }))
    .filter(({ cards }) => cards.some(({ health }) => health !== 'unknown'));
  const dark = site.categories.size - rows.length;
  if (rows.length === 0) return null;
  return (
    <section class="sec" id="categories">
      <h2>By category</h2>
      <Scroll label="Health by category">
        <table>
          <thead>
            <tr>
              <th scope="col">Category</th>
              {HEALTHS.map((health) => (
                <th scope="col" class={site.cards.some((card) => card.health === health) ? 'n' : 'n none'}>
                  <span class="ic">
                    <Lamp health={health} size="s" />
                    <span class="vh">{health}</span>
                  </span>
                </th>
              ))}
              <th scope="col" class="hide-s">
                <span class="vh">Mix</span>
              </th>
              <th scope="col" class="n">
                Up, 30 days
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <CategoryRow {...row} to={to} />
            ))}
          </tbody>
        </table>
      </Scroll>
      {dark > 0 && (
        <p class="small muted">
          {counted(dark, 'category', 'categories')} more hold no server whose health we know.{' '}
          <a href={to('category/')}>All categories</a>
        </p>
      )}
    </section>
  );
}

function CategoryRow({ category, cards, to }: { category: string; cards: Card[]; to: To }) {
  const counts = HEALTHS.map((health) => cards.filter((card) => card.health === health).length);
  const up = cards.reduce((sum, { uptime }) => sum + (uptime?.[0] ?? 0), 0);
  const checks = cards.reduce((sum, { uptime }) => sum + (uptime?.[1] ?? 0), 0);
  return (
    <tr>
      <th scope="row">
        <a href={to(categoryPath(category))}>{category}</a>
      </th>
      {counts.map((count) => (
        <td class={count === 0 ? 'n muted' : 'n'}>{count}</td>
      ))}
      <td class="hide-s">
        <Mix counts={counts} />
      </td>
      <td class="n">
        {checks >= ENOUGH_CHECKS
          ? `${percent(up, checks)} of ${grouped(checks)}`
          : checks > 0
            ? `too few checks (${checks})`
            : 'no checks yet'}
      </td>
    </tr>
  );
}

/** One bar in the grammar of days: healthy stands on the line, degraded half, unhealthy hangs, unknown is the line itself. */
function Mix({ counts }: { counts: number[] }) {
  const total = counts.reduce((sum, count) => sum + count, 0) || 1;
  let x = 0;
  return (
    <svg class="mix" viewBox="0 0 100 12" preserveAspectRatio="none" aria-hidden="true">
      {counts.map((count, index) => {
        const width = Math.round((count / total) * 1000) / 10;
        const from = x;
        x += width;
        const [state, y, height] = MIX[index] ?? ['x', 7.5, 1];
        return (
          count > 0 && (
            <rect
              class={state}
              x={Math.round(from * 10) / 10}
              y={y}
              width={Math.max(0.5, width - 0.8)}
              height={height}
            />
          )
        );
      })}
    </svg>
  );
}

const MIX: [state: string, y: number, height: number][] = [
  ['u', 0, 8],
  ['g', 4, 4],
  ['d', 8, 4],
  ['x', 7.5, 1],
];
