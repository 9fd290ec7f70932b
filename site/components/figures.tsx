import { ENOUGH_CHECKS, type ShownCard } from '../card.ts';
import { milliseconds, percent } from '../words/numbers.ts';

/** Uptime and median answer of a card, or what is missing for them. */
export function Figures({ card: { reason, uptime, p50 } }: { card: ShownCard }) {
  if (reason === 'never-checked') return <span>not checked yet by us</span>;
  if (!uptime || uptime[1] === 0) return <span>no check counts yet</span>;
  const [up, checks] = uptime;
  if (checks < ENOUGH_CHECKS) return <span>too few checks ({checks})</span>;
  return (
    <>
      <span title={`${up} of ${checks} checks in 30 days`}>
        <b>{percent(up, checks)}</b> up
      </span>
      {p50 !== null && <span>{milliseconds(p50)}</span>}
    </>
  );
}
