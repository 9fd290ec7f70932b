import type { Health } from '../../catalog/status/status.ts';

/** A line drawing from the page's sprite. Its word always stands beside it. */
export function Icon({ name }: { name: string }) {
  return (
    <svg class="i" aria-hidden="true">
      <use href={`#i-${name}`} />
    </svg>
  );
}

/** The signal for one of the four healths. It never speaks alone: the health's word is in the text beside it. */
export function Lamp({ health, size = '' }: { health: Health; size?: '' | 's' | 'l' }) {
  return (
    <svg class={`lamp ${size} ${health}`.replace('  ', ' ')} aria-hidden="true">
      <use href={`#l-${health}`} />
    </svg>
  );
}
