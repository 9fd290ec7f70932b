import { render } from 'preact';
import { serverPath } from '../../catalog/urls.ts';
import type { Card } from '../card.ts';
import { CompareTable } from '../components/compare/table.tsx';
import { linksFrom } from '../links.ts';
import { type NamedServer, ownName } from '../names.ts';
import { namesLike } from './names.ts';

const LETTERS = ['a', 'b', 'c', 'd'];
const NAME = /^[\w.-]{1,200}\/[\w.-]{1,100}$/;
const MOST_FOUND = 8;

/** The page that compares: reads names from the address, their cards from the JSON twins, and keeps both in step. */
export function startCompare(place: HTMLElement): void {
  const root = document.documentElement.dataset.root ?? '../';
  const to = linksFrom('compare/index.html', root);
  const twins = new Map<string, Promise<Card | null>>();
  let found: NamedServer[] = [];
  let turn = 0;

  const show = async () => {
    const mine = ++turn;
    const names = namesIn(location.search);
    const cards = await Promise.all(names.map(twinOf));
    if (mine !== turn) return;
    const missing = names.filter((_name, index) => !cards[index]);
    const there = cards.flatMap((card) => card ?? []);
    render(
      <>
        <Add found={found} full={names.length >= LETTERS.length} look={look} add={(name) => go([...names, name])} />
        {missing.map((name) => (
          <p class="note" role="status">
            <span>
              <strong>{name} is not listed</strong> It may be gone, or its name is another.
            </span>
          </p>
        ))}
        {there.length > 0 ? (
          <CompareTable cards={there} remove={(id) => go(names.filter((name) => name !== id))} to={to} />
        ) : (
          <p class="empty">Add a server to begin.</p>
        )}
      </>,
      place,
    );
  };

  const twinOf = (name: string) => {
    const twin = twins.get(name) ?? loadCard(to(`${serverPath(name)}index.json`));
    twins.set(name, twin);
    return twin;
  };

  const look = async (words: string) => {
    const asked = ownName(words.trim().toLowerCase());
    const all = asked ? await namesLike(asked, root) : [];
    found = all
      .filter(([name, title]) => ownName(name).startsWith(asked) || title.toLowerCase().startsWith(asked))
      .slice(0, MOST_FOUND);
    void show();
  };

  const go = (names: string[]) => {
    history.pushState(null, '', location.pathname + searchFor(names));
    found = [];
    void show();
  };

  addEventListener('popstate', () => void show());
  void show();
}

function Add(props: {
  found: NamedServer[];
  full: boolean;
  look: (words: string) => void;
  add: (name: string) => void;
}) {
  const { found, full, look, add } = props;
  if (full) return <p class="small muted">Four are as many as fit. Remove one to add another.</p>;
  return (
    <div class="add">
      <label for="add">Add a server by the beginning of its name</label>
      <input
        class="in"
        id="add"
        type="search"
        autocomplete="off"
        spellcheck={false}
        onInput={({ currentTarget }) => look(currentTarget.value)}
      />
      <p class="vh" role="status">
        {found.length > 0 ? `${found.length} found` : ''}
      </p>
      <div class="chips">
        {found.map(([name, title]) => (
          <button class="chip" type="button" onClick={() => add(name)}>
            Add <bdi>{title}</bdi> <span>{name}</span>
          </button>
        ))}
      </div>
    </div>
  );
}

/** The names that an address asks for, once each: `?a=com.example/x&b=…`. */
function namesIn(search: string): string[] {
  const query = new URLSearchParams(search);
  const names = LETTERS.flatMap((letter) => query.get(letter) ?? []).filter((name) => NAME.test(name));
  return [...new Set(names)];
}

function searchFor(names: string[]): string {
  const query = [...new Set(names)]
    .slice(0, LETTERS.length)
    .map((name, index) => `${LETTERS[index]}=${encodeURIComponent(name).replaceAll('%2F', '/')}`);
  return query.length > 0 ? `?${query.join('&')}` : '';
}

/** What a server's JSON twin says of it in short; null where there is none. */
async function loadCard(address: string): Promise<Card | null> {
  const response = await fetch(address).catch(() => null);
  if (!response?.ok) return null;
  const { card }: { card: Card | null } = await response.json();
  return card;
}
