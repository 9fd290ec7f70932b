import { byTitle, type Card } from '../card.ts';
import { type Chunk, inPages, madeFrom, Pager, pagePath, pageWords, ROWS_A_PAGE } from '../components/list.tsx';
import { Rows } from '../components/rows.tsx';
import type { To } from '../links.ts';
import type { PageMaker } from '../site.ts';
import { counted, grouped } from '../words/numbers.ts';

/** Up to so many servers stand on one page; beyond, each letter has pages of its own. */
const ON_ONE_PAGE = 500;

/** Every server by its title: the way to find one without script. */
export const aToZ: PageMaker = ({ cards, lean, snapshot: { registry } }) => {
  const letters = byLetter(cards.toSorted(byTitle));
  const isWhole = cards.length <= ON_ONE_PAGE;
  const front = {
    path: 'a-to-z/index.html',
    title: `Servers from A to Z · ${registry.title}`,
    description: `${counted(cards.length, 'MCP server')} by title.`,
    section: 'servers' as const,
    body: (to: To) => (isWhole ? <Whole letters={letters} to={to} /> : <Letters letters={letters} to={to} />),
  };
  if (isWhole) return [front];
  const pages = [...letters].flatMap(([letter, some]) =>
    inPages(some, ROWS_A_PAGE).map((chunk) => ({
      path: `${pagePath(letterPath(letter), chunk.number)}index.html`,
      title: `${letter}${pageWords(chunk)}: servers from A to Z · ${registry.title}`,
      description: `${counted(some.length, 'MCP server')} under ${letter}.`,
      section: 'servers' as const,
      from: [...letters.keys(), ...madeFrom(chunk)],
      brief: lean,
      body: (to: To) => <Letter letter={letter} letters={[...letters.keys()]} chunk={chunk} to={to} />,
    })),
  );
  return [front, ...pages];
};

type ByLetter = Map<string, Card[]>;

function Whole({ letters, to }: { letters: ByLetter; to: To }) {
  return (
    <>
      <section class="hero">
        <h1>{title(letters)}</h1>
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
          <Rows cards={some} to={to} />
        </section>
      ))}
    </>
  );
}

function Letters({ letters, to }: { letters: ByLetter; to: To }) {
  return (
    <>
      <section class="hero">
        <h1>{title(letters)}</h1>
      </section>
      <ul class="index">
        {[...letters].map(([letter, some]) => (
          <li>
            <a href={to(letterPath(letter))}>{letter}</a> <span class="muted">{grouped(some.length)}</span>
          </li>
        ))}
      </ul>
    </>
  );
}

function Letter({ letter, letters, chunk, to }: { letter: string; letters: string[]; chunk: Chunk; to: To }) {
  return (
    <>
      <section class="hero">
        <h1>
          {letter}: {counted(chunk.total, 'server')}
        </h1>
        <nav class="row" aria-label="Letters">
          {letters.map((other) => (
            <a
              class="btn tiny"
              href={to(letterPath(other))}
              {...(other === letter ? { 'aria-current': 'page' as const } : {})}
            >
              {other}
            </a>
          ))}
        </nav>
      </section>
      <Rows cards={chunk.cards} to={to} />
      <Pager chunk={chunk} folder={letterPath(letter)} to={to} />
    </>
  );
}

function title(letters: ByLetter): string {
  const count = [...letters.values()].reduce((sum, some) => sum + some.length, 0);
  return `${counted(count, 'server')}, A to Z`;
}

function byLetter(cards: Card[]): ByLetter {
  const letters: ByLetter = new Map();
  for (const card of cards) {
    const letter = letterOf(card.title);
    const some = letters.get(letter);
    if (some) some.push(card);
    else letters.set(letter, [card]);
  }
  return new Map([...letters].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Titles in other scripts stand together: a page for each of their letters would be many. */
function letterOf(title: string): string {
  const first = title.charAt(0).toUpperCase();
  return /[A-Z]/.test(first) ? first : /[0-9]/.test(first) ? '0 to 9' : 'Others';
}

function anchorOf(letter: string): string {
  return letter === '0 to 9' ? 'digits' : letter.length > 1 ? 'others' : letter;
}

function letterPath(letter: string): string {
  return `a-to-z/${anchorOf(letter).toLowerCase()}/`;
}
