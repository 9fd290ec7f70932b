import { serverPath } from '../../catalog/urls.ts';
import { byTitle, type Card } from '../card.ts';
import { Lamp } from '../components/icon.tsx';
import type { To } from '../links.ts';
import type { PageMaker } from '../site.ts';
import { counted } from '../words/numbers.ts';

/** Every server by its title, on one page: the way to find one without script. */
export const aToZ: PageMaker = (site) => [
  {
    path: 'a-to-z/index.html',
    title: `Servers from A to Z · ${site.snapshot.registry.title}`,
    description: `${counted(site.cards.length, 'MCP server')} by title.`,
    section: 'servers',
    body: (to) => <AToZ cards={site.cards.toSorted(byTitle)} to={to} />,
  },
];

function AToZ({ cards, to }: { cards: Card[]; to: To }) {
  const letters = new Map<string, Card[]>();
  for (const card of cards) {
    const letter = letterOf(card.title);
    letters.set(letter, [...(letters.get(letter) ?? []), card]);
  }
  return (
    <>
      <section class="hero">
        <h1>{counted(cards.length, 'server')}, A to Z</h1>
        <nav class="row" aria-label="Letters">
          {[...letters.keys()].map((letter) => (
            <a class="btn tiny" href={`#${anchorOf(letter)}`}>
              {letter}
            </a>
          ))}
        </nav>
      </section>
      {[...letters].map(([letter, some]) => (
        <section class="sec" id={anchorOf(letter)}>
          <h2>{letter}</h2>
          <ul class="index wide">
            {some.map(({ id, title, health }) => (
              <li class="ic">
                <Lamp health={health} size="s" />
                <span>
                  <a href={to(serverPath(id))}>
                    <bdi>{title}</bdi>
                    <span class="vh">, {health}</span>
                  </a>{' '}
                  <code class="muted">{id}</code>
                </span>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </>
  );
}

function letterOf(title: string): string {
  const first = title.charAt(0).toUpperCase();
  return /[A-Z]/.test(first) ? first : '0 to 9';
}

function anchorOf(letter: string): string {
  return letter === '0 to 9' ? 'digits' : letter;
}
