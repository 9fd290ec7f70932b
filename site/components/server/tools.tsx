import type { Registry } from '../../../catalog/registry.ts';
import { hintsOf, type SnapshotEntry } from '../../../catalog/snapshot/snapshot.ts';
import type { FingerprintedTool } from '../../../catalog/tools/tool.ts';
import type { ToolsChange } from '../../../catalog/tools/tools-change.ts';
import { historyAt, playgroundPath, type To } from '../../links.ts';
import { counted } from '../../words/numbers.ts';
import { line } from '../../words/visible.ts';
import { Icon } from '../icon.tsx';
import { Notice } from '../notice.tsx';
import { Tool } from '../tool.tsx';

interface ToolsProps {
  entry: SnapshotEntry;
  definitions: FingerprintedTool[];
  changes: ToolsChange[];
  registry: Registry;
  commit: string | null;
  /** The page has no room for what is inside each tool. */
  lean: boolean;
  to: To;
}

/** The server's tools, from the reviewed lock where there is one, else from our last good look. */
export function Tools({
  entry: { name, tools, status },
  definitions,
  changes,
  registry,
  commit,
  lean,
  to,
}: ToolsProps) {
  if (!tools) {
    return (
      <section class="sec" id="tools">
        <h2>Tools</h2>
        <p class="muted">
          We have not seen its tools yet. They come from a look at the server, never from documentation.
        </p>
      </section>
    );
  }
  const readOnly = tools.tools.filter((tool) => tool.readOnly).length;
  const destructive = tools.tools.filter((tool) => tool.destructive).length;
  const drift = status?.tools?.drift ?? 'none';
  const changed = drift === 'none' ? [] : (changes.at(-1)?.changed ?? []);
  const history = historyAt(registry.repository, commit, `catalog/servers/${name}/tools.json`);
  return (
    <section class="sec" id="tools">
      <h2>
        {counted(tools.tools.length, 'tool')}{' '}
        <small>
          {[
            [readOnly, 'read-only'] as const,
            [tools.tools.length - readOnly - destructive, 'write'] as const,
            [destructive, 'may destroy'] as const,
          ]
            .flatMap(([count, words]) => (count > 0 ? [`${count} ${words}`] : []))
            .join(', ')}
        </small>
      </h2>
      {drift !== 'none' && (
        <Notice icon="lock" title="Its tools differ from the reviewed ones" tone="degraded">
          The last look saw a change of kind <code>{drift}</code>. What stands below is what was reviewed.
          {changes.length > 0 && (
            <>
              {' '}
              <a href="#tool-changes">What changed</a>
            </>
          )}
        </Notice>
      )}
      {definitions.map((tool, index) => (
        <Tool
          tool={tool}
          changed={changed.includes(tool.name)}
          {...hintsOf(tool.definition)}
          later={lean ? index : undefined}
          playground={to(playgroundPath(name, tool.name))}
        />
      ))}
      {lean && (
        <p class="small no-js">
          <a href="index.md">What each of them takes</a>
        </p>
      )}
      <p class="small muted ic">
        <Icon name={tools.source === 'lock' ? 'lock' : 'open'} />
        <span>
          {tools.source === 'lock'
            ? `Reviewed and locked as of version ${line(tools.version, 40)}.`
            : 'Seen at our last good look; not reviewed.'}{' '}
          {tools.source === 'lock' && history && (
            <>
              <a href={history}>How the lock changed</a>.{' '}
            </>
          )}
          Fingerprint of all <code title={lean ? undefined : tools.setHash}>{tools.setHash.slice(0, 19)}…</code>
        </span>
      </p>
    </section>
  );
}
