import type { SignIn } from '../../catalog/traits.ts';
import { serverPath } from '../../catalog/urls.ts';
import type { ShownCard } from '../card.ts';
import type { To } from '../links.ts';
import { counted } from '../words/numbers.ts';
import { REASONS } from '../words/reasons.ts';
import { Bars } from './bars.tsx';
import { Figures } from './figures.tsx';
import { Icon, Lamp } from './icon.tsx';

/** One server in a list. The whole row is one link. Rendered by the build and by the browser alike. */
export function Card({ card, to }: { card: ShownCard; to: To }) {
  const { health, reason } = card;
  const faulty = health !== 'healthy' && reason !== 'never-checked';
  return (
    <li class="card">
      <Lamp health={health} />
      <div>
        <div class="head">
          <h3>
            <a href={to(serverPath(card.id))}>
              <bdi>{card.title}</bdi>
              <span class="vh">, {health}</span>
            </a>
          </h3>
          {card.deprecated && <span class="tag warn">deprecated</span>}
          <span class="name">{card.id}</span>
        </div>
        <p dir="auto">{card.description}</p>
        <p class="facts">
          {faulty && (
            <span class={`why ${health}`} title={reason}>
              {health} · {REASONS[reason].short}
            </span>
          )}
          {card.places.includes('hosted') && <Fact icon="hosted" words="hosted" />}
          {card.places.some((place) => place !== 'hosted') && <Fact icon="local" words="local" />}
          {card.signIn.map((kind) => kind !== 'unknown' && <Fact {...SIGN_IN[kind]} />)}
          {card.hints && <Fact icon="tool" words={toolWords(card.hints)} />}
        </p>
      </div>
      <div class="pulse">
        {card.days && <Bars days={card.days} />}
        <Figures card={card} />
      </div>
    </li>
  );
}

const SIGN_IN: Record<Exclude<SignIn, 'unknown'>, { icon: string; words: string }> = {
  none: { icon: 'open', words: 'no sign-in' },
  oauth: { icon: 'lock', words: 'OAuth sign-in' },
  key: { icon: 'key', words: 'needs a key' },
};

function Fact({ icon, words }: { icon: string; words: string }) {
  return (
    <span class="ic">
      <Icon name={icon} />
      {words}
    </span>
  );
}

function toolWords({ total, readOnly }: { total: number; readOnly: number }): string {
  return `${counted(total, 'tool')}${total > 0 && readOnly === total ? ', all read-only' : ''}`;
}
