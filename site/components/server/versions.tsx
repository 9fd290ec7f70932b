import type { SnapshotEntry } from '../../../catalog/snapshot/snapshot.ts';
import { dayOf } from '../../words/time.ts';
import { line } from '../../words/visible.ts';

const FEW = 12;

/** The line of versions, newest first. */
export function Versions({ entry: { versions, listing } }: { entry: SnapshotEntry }) {
  return (
    <section class="sec" id="versions">
      <h2>Versions</h2>
      <ol class="line">
        {versions.slice(0, FEW).map(({ server, status, publishedAt, isLatest }) => (
          <li>
            <span class={isLatest ? 'stop on' : 'stop'} />
            <b>{listing.versionOrigin === 'none' ? 'unversioned' : line(server.version, 60)}</b>{' '}
            {isLatest && <span class="tag">latest</span>}{' '}
            {status !== 'active' && <span class="tag warn">{status}</span>}
            <br />
            <time datetime={publishedAt}>{dayOf(publishedAt)}</time>
          </li>
        ))}
      </ol>
      {versions.length > FEW && (
        <p class="small muted">and {versions.length - FEW} older; all of them are in the JSON</p>
      )}
    </section>
  );
}
