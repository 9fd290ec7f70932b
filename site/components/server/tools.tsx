import type { SnapshotEntry } from '../../../catalog/snapshot/snapshot.ts';
import type { FingerprintedTool } from '../../../catalog/tools/tool.ts';
import { counted } from '../../words/numbers.ts';
import { Notice } from '../notice.tsx';
import { Tool } from '../tool.tsx';

/** The server's tools, from the reviewed lock where there is one, else from our last good look. */
export function Tools({
  entry: { tools, status },
  definitions,
}: {
  entry: SnapshotEntry;
  definitions: FingerprintedTool[];
}) {
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
  const hints = new Map(tools.tools.map((tool) => [tool.name, tool]));
  const readOnly = tools.tools.filter((tool) => tool.readOnly).length;
  const destructive = tools.tools.filter((tool) => tool.destructive).length;
  const drift = status?.tools?.drift;
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
      {drift && drift !== 'none' && (
        <Notice icon="lock" title="Its tools differ from the reviewed ones" tone="degraded">
          The last look saw a change of kind <code>{drift}</code>. What stands below is what was reviewed.
        </Notice>
      )}
      {definitions.map((tool) => (
        <Tool
          tool={tool}
          readOnly={hints.get(tool.name)?.readOnly ?? false}
          destructive={hints.get(tool.name)?.destructive ?? true}
          source={tools.source}
        />
      ))}
    </section>
  );
}
