import { latestVersion, type SnapshotEntry } from '../../../catalog/snapshot/snapshot.ts';
import type { Evidence, InstanceStatus } from '../../../catalog/status/status.ts';
import { ladderOf } from '../../words/ladder.ts';
import { counted } from '../../words/numbers.ts';
import { EvidenceDetails } from '../evidence.tsx';
import { Lamp } from '../icon.tsx';
import { Ladder } from '../ladder.tsx';
import { When } from '../when.tsx';

/** How far the last look got, at each place where the server can be reached. */
export function Reach({ entry, evidence }: { entry: SnapshotEntry; evidence: Evidence | undefined }) {
  const { status, tools } = entry;
  const known =
    tools?.source === 'lock' ? `${tools.tools.length} from the lock` : tools ? `${tools.tools.length} seen before` : '';
  if (!status || status.instances.length === 0) {
    return (
      <section class="sec" id="reach">
        <h2>How far we get</h2>
        <p class="muted">
          {status
            ? 'The last look reached no place to speak to.'
            : 'We have not looked yet. History begins with our first look.'}{' '}
          {placesOf(entry)}
        </p>
      </section>
    );
  }
  // Above, a server in trouble says since when, and all others when we looked last.
  const saysSince = status.health === 'degraded' || status.health === 'unhealthy';
  return (
    <section class="sec" id="reach">
      <h2>
        How far we get{' '}
        {saysSince && (
          <small>
            <When iso={status.checkedAt} />
          </small>
        )}
      </h2>
      {status.instances.map((instance) => (
        <>
          {status.instances.length > 1 && <InstanceHead instance={instance} />}
          <Ladder rungs={ladderOf(instance, known)} />
        </>
      ))}
      <p class="small muted">
        {status.instances.some(({ transport }) => transport === 'stdio')
          ? 'A local server is started by us, asked for its tools, and stopped. '
          : ''}
        We never sign in to an account and never call a tool.
      </p>
      {evidence && <EvidenceDetails evidence={evidence} title="What we sent and saw" />}
    </section>
  );
}

function InstanceHead({ instance: { id, health, transport } }: { instance: InstanceStatus }) {
  return (
    <h3 class="ic">
      <Lamp health={health} size="s" />
      <span>
        <code>{id}</code> <span class="muted">{transport}</span>
        <span class="vh">, {health}</span>
      </span>
    </h3>
  );
}

function placesOf(entry: SnapshotEntry): string {
  const { remotes = [], packages = [] } = latestVersion(entry).server;
  const places = [
    ...(remotes.length > 0 ? [counted(remotes.length, 'hosted address', 'hosted addresses')] : []),
    ...(packages.length > 0 ? [counted(packages.length, 'package')] : []),
  ];
  return places.length > 0 ? `Its entry names ${places.join(' and ')}.` : '';
}
