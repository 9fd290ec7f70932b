import { type History, NO_HISTORY } from '../../../catalog/status/history.ts';
import type { Evidence } from '../../../catalog/status/status.ts';
import { serverPath } from '../../../catalog/urls.ts';
import type { Card } from '../../card.ts';
import type { To } from '../../links.ts';
import type { Site } from '../../site.ts';
import { HEALTH_ANCHORS } from '../../words/anchors.ts';
import { grouped } from '../../words/numbers.ts';
import { REASONS } from '../../words/reasons.ts';
import { duration } from '../../words/time.ts';
import { Bars } from '../bars.tsx';
import { EvidenceDetails } from '../evidence.tsx';
import { Lamp } from '../icon.tsx';
import { Since } from '../when.tsx';
import { MOST_ROWS } from './most-rows.ts';

/** `open` stand in sight; more would push all that follows far down. */
const KINDS = {
  unhealthy: { title: 'Down now', none: 'No server is known to be down.', open: 20 },
  degraded: { title: 'Degraded', none: 'None is degraded.', open: 8 },
};

/** Evidence is long, and stands on the page of each server too. */
const MOST_EVIDENCE = 5;

interface TroubleProps {
  site: Site;
  cards: Card[];
  health: keyof typeof KINDS;
  to: To;
}

/** Servers with a fault, longest first. */
export function Trouble({ site, cards, health, to }: TroubleProps) {
  const { title, none, open } = KINDS[health];
  const rows = cards.toSorted(
    (a, b) => Date.parse(a.since ?? '') - Date.parse(b.since ?? '') || (a.id < b.id ? -1 : 1),
  );
  const list = (some: Card[], evidence = 0) => (
    <ul class="trouble">
      {some.map((card, index) => (
        <Row card={card} site={site} showsEvidence={index < evidence} to={to} />
      ))}
    </ul>
  );
  return (
    <section class="sec" id={HEALTH_ANCHORS[health] ?? ''}>
      <h2>
        {title} {rows.length > 1 && <small>longest first</small>}
      </h2>
      {rows.length === 0 && <p class="muted">{none}</p>}
      {list(rows.slice(0, open), MOST_EVIDENCE)}
      {rows.length > open && (
        <details class="ev">
          <summary>{grouped(rows.length - open)} more</summary>
          {list(rows.slice(open, MOST_ROWS))}
        </details>
      )}
      {rows.length > MOST_ROWS && <p class="small muted">The {MOST_ROWS} that have lasted longest are shown.</p>}
    </section>
  );
}

function Row({ card, site, showsEvidence, to }: { card: Card; site: Site; showsEvidence: boolean; to: To }) {
  const { at, histories } = site.snapshot;
  const { short, says } = REASONS[card.reason];
  return (
    <li class={card.health}>
      <Lamp health={card.health} />
      <div>
        <h3>
          <a href={to(serverPath(card.id))}>
            <bdi>{card.title}</bdi>
          </a>
        </h3>
        <p class="since">
          <b title={card.reason}>{short}</b> {says}{' '}
          {card.since && (
            <>
              Since <Since iso={card.since} /> ({duration(Date.parse(at) - Date.parse(card.since))}).
            </>
          )}
        </p>
        {card.days && <Bars days={card.days} />}
        {showsEvidence &&
          evidenceOf(histories.get(card.id)).map((evidence) => <EvidenceDetails evidence={evidence} of={card.title} />)}
      </div>
    </li>
  );
}

/** What the newest look saw; while the server is down, what the incident that lasts began with. */
function evidenceOf({ incidents, evidence }: History = NO_HISTORY): Evidence[] {
  const open = incidents.findLast(({ endedAt }) => endedAt === null);
  return open ? [open.evidence] : evidence.slice(0, 1);
}
