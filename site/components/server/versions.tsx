import type { SnapshotEntry, SnapshotVersion } from '../../../catalog/snapshot/snapshot.ts';
import type { ToolsChange } from '../../../catalog/tools/tools-change.ts';
import { DRIFT, toolsChanged } from '../../words/drift.ts';
import { dayOf } from '../../words/time.ts';
import { line } from '../../words/visible.ts';

const FEW = 12;

/** The line of versions, newest first, each with what our looks saw change in its tools while it was the newest. */
export function Versions({ entry: { versions, listing }, changes }: { entry: SnapshotEntry; changes: ToolsChange[] }) {
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
            {changesDuring(versions, publishedAt, changes).map((change) => (
              <p class="small">
                <a href="#tool-changes">{toolsChanged(change)}</a>, {DRIFT[change.change].short}
              </p>
            ))}
          </li>
        ))}
      </ol>
      {versions.length > FEW && (
        <p class="small muted">and {versions.length - FEW} older; all of them are in the JSON</p>
      )}
    </section>
  );
}

/** The newest two changes between a version's day and the next one's. */
function changesDuring(versions: SnapshotVersion[], publishedAt: string, changes: ToolsChange[]): ToolsChange[] {
  const from = Date.parse(publishedAt);
  const later = versions.map((version) => Date.parse(version.publishedAt)).filter((at) => at > from);
  const until = Math.min(Number.POSITIVE_INFINITY, ...later);
  return changes
    .filter(({ at }) => Date.parse(at) >= from && Date.parse(at) < until)
    .slice(-2)
    .reverse();
}
