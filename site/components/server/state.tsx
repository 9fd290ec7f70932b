import { latestVersion, type SnapshotEntry } from '../../../catalog/snapshot/snapshot.ts';
import type { StatusSummary } from '../../../catalog/status/status.ts';
import { ENOUGH_CHECKS } from '../../card.ts';
import { grouped, milliseconds, percent } from '../../words/numbers.ts';
import { stateOf } from '../../words/state.ts';
import { dayOf } from '../../words/time.ts';
import { line } from '../../words/visible.ts';
import { Lamp } from '../icon.tsx';
import { Since, When } from '../when.tsx';

/** Does it work? The verdict first, then four figures, or what is missing for them. */
export function State({ entry }: { entry: SnapshotEntry }) {
  const { status, listing } = entry;
  const health = status?.health ?? 'unknown';
  const { verdict, lead, moment, rest } = stateOf(status);
  const latest = latestVersion(entry);
  return (
    <section class={`state ${health}`} aria-label="State now">
      <Lamp health={health} size="l" />
      <p class="say" title={status?.reason === 'ok' ? undefined : (status?.reason ?? 'never-checked')}>
        <strong>{verdict}</strong> {lead}{' '}
        {moment && (health === 'degraded' || health === 'unhealthy' ? <Since iso={moment} /> : <When iso={moment} />)}
        {rest}
      </p>
      <dl class="figs">
        <Figure name="Up, 30 days" {...uptimeOf(status)} />
        <Figure name="Median answer" {...latencyOf(status)} />
        <Figure name="Tools" {...toolsOf(entry)} />
        <Figure
          name="Version"
          figure={listing.versionOrigin === 'none' ? 'unversioned' : line(latest.server.version, 30)}
          note={dayOf(latest.publishedAt)}
        />
      </dl>
    </section>
  );
}

interface FigureProps {
  figure: string;
  note?: string;
  missing?: boolean;
}

function Figure({ name, figure, note, missing = false }: FigureProps & { name: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd class={missing ? 'missing' : undefined}>
        {figure}
        {note && <small>{note}</small>}
      </dd>
    </div>
  );
}

function uptimeOf(status: StatusSummary | null): FigureProps {
  const month = status?.uptime['30d'];
  if (!status) return { figure: 'not checked yet', missing: true };
  if (!month || month[1] === 0) return { figure: 'no check counts yet', missing: true };
  const [up, checks] = month;
  if (checks < ENOUGH_CHECKS) return { figure: `too few checks (${checks})`, missing: true };
  return { figure: percent(up, checks), note: `${grouped(up)} of ${grouped(checks)} checks` };
}

function latencyOf(status: StatusSummary | null): FigureProps {
  const checks = status?.uptime['30d']?.[1] ?? 0;
  if (!status) return { figure: 'not measured yet', missing: true };
  if (!status.latencyMs) return { figure: 'no good answer yet', missing: true };
  if (checks < ENOUGH_CHECKS) return { figure: `too few checks (${checks})`, missing: true };
  return { figure: milliseconds(status.latencyMs.p50), note: `p95 ${milliseconds(status.latencyMs.p95)}` };
}

function toolsOf({ tools }: SnapshotEntry): FigureProps {
  if (!tools) return { figure: 'not seen yet', missing: true };
  const readOnly = tools.tools.filter((tool) => tool.readOnly).length;
  return { figure: grouped(tools.tools.length), note: `${readOnly} read-only` };
}
