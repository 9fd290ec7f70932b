import type { ComponentChildren } from 'preact';
import type { Health, Incident } from '../../catalog/status/status.ts';
import { happenedSoFar } from '../words/incident.ts';
import { REASONS } from '../words/reasons.ts';
import { line } from '../words/visible.ts';
import { Lamp } from './icon.tsx';
import { Since } from './when.tsx';

interface IncidentProps {
  incident: Incident;
  /** The snapshot's moment. */
  at: string;
  /** Whose it is, where the page does not say. */
  server?: ComponentChildren;
  /** What is told below it. */
  children?: ComponentChildren;
}

/** An incident as a stop of a line: what happened and for how long, why, from when to when, and what we saw. */
export function IncidentStop({ incident, at, server, children }: IncidentProps) {
  const { severity, reason, cause, startedAt, confirmedAt, endedAt } = incident;
  const was: Health = severity === 'major' ? 'unhealthy' : 'degraded';
  return (
    <li>
      <Lamp health={endedAt === null ? was : 'healthy'} />
      {server}
      <b>{happenedSoFar(incident, at)}</b>{' '}
      <span class={`badge ${was}`} title={reason}>
        <i>{REASONS[reason].short}</i>
      </span>
      <p class="small">
        {REASONS[reason].says} <bdi class="muted">{line(cause, 300)}</bdi>
      </p>
      <p class="small muted">
        {endedAt === null ? 'Since ' : 'From '}
        <Since iso={startedAt} />
        {endedAt !== null && (
          <>
            {' to '}
            <Since iso={endedAt} />
          </>
        )}
        . Confirmed <Since iso={confirmedAt} />.
      </p>
      {children}
    </li>
  );
}
