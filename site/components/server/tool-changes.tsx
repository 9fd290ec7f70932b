import type { ToolsChange } from '../../../catalog/tools/tools-change.ts';
import { DRIFT, toolsChanged } from '../../words/drift.ts';
import { line } from '../../words/visible.ts';
import { Since } from '../when.tsx';

const FEW = 6;

/** How the server's tools became what they are, newest first. */
export function ToolChanges({ changes }: { changes: ToolsChange[] }) {
  return (
    <section class="sec" id="tool-changes">
      <h2>
        How its tools changed <small>from one look to the next</small>
      </h2>
      <ol class="line">
        {changes
          .toReversed()
          .slice(0, FEW)
          .map((change, index) => (
            <li>
              <span class={index === 0 ? 'stop on' : 'stop'} />
              <b>{toolsChanged(change)}</b>{' '}
              <span class={DRIFT[change.change].harmful ? 'tag warn' : 'tag'} title={change.change}>
                {DRIFT[change.change].short}
              </span>{' '}
              <Since iso={change.at} />
              <p class="small muted">{DRIFT[change.change].says}</p>
              <Names word="New" names={change.added} />
              <Names word="Gone" names={change.removed} />
              <Names word="Changed" names={change.changed} />
            </li>
          ))}
      </ol>
      {changes.length > FEW && (
        <p class="small muted">and {changes.length - FEW} older; all of them are in the JSON of its status</p>
      )}
    </section>
  );
}

function Names({ word, names }: { word: string; names: string[] }) {
  if (names.length === 0) return null;
  return (
    <p class="small">
      {word}:{' '}
      {names.map((name, index) => (
        <>
          {index > 0 && ', '}
          <code>{line(name, 60)}</code>
        </>
      ))}
    </p>
  );
}
