import type { Health } from '../../catalog/status/status.ts';

/** A line drawing, which `assets/style/drawings.css` names. Its word always stands beside it. */
export function Icon({ name }: { name: string }) {
  return <i class={`i i-${name}`} />;
}

/** The signal for one of the four healths. It never speaks alone: the health's word is in the text beside it. */
export function Lamp({ health, size = '' }: { health: Health; size?: '' | 's' | 'l' }) {
  return <i class={`lamp ${size} ${health}`.replace('  ', ' ')} />;
}
