import type { FingerprintedTool } from '../../catalog/tools/tool.ts';
import { argumentsOf } from '../words/arguments.ts';
import { line, visible } from '../words/visible.ts';
import { Icon } from './icon.tsx';
import { Scroll } from './scroll.tsx';

interface ToolProps {
  tool: FingerprintedTool;
  readOnly: boolean;
  destructive: boolean;
  source: 'lock' | 'look';
}

/** One tool: its line, what it may do, and inside its arguments and fingerprint. */
export function Tool({ tool: { name, hash, definition }, readOnly, destructive, source }: ToolProps) {
  // A tool that says nothing of itself counts as destructive (MCP's default); that is no word of its publisher's.
  const said = definition.annotations?.destructiveHint === true;
  const rows = argumentsOf(definition);
  const text = visible(definition.description ?? '').trim();
  const first = line(text.split(/\n|(?<=[.!?])\s/)[0] ?? '', 200);
  const rest = text.startsWith(first) ? text.slice(first.length).trim() : text;
  return (
    <details class="tool">
      <summary>
        <Icon name="chevron" />
        <code>{line(name, 128)}</code>
        <span class="row">
          {readOnly && <Hint icon="eye" words="read-only" />}
          {destructive && <Hint icon="bin" words={said ? 'destructive' : 'may destroy'} warn={said} />}
          {!readOnly && !destructive && <Hint icon="pen" words="writes" />}
        </span>
        {first && <p dir="auto">{first}</p>}
      </summary>
      <div class="body">
        {rest && (
          <p class="said" dir="auto">
            {rest.length > 4000 ? `${rest.slice(0, 4000)}…` : rest}
          </p>
        )}
        {rows.length === 0 ? (
          <p class="small muted">It takes no arguments.</p>
        ) : (
          <Scroll label={`Arguments of ${line(name, 128)}`}>
            <table class="schema">
              <caption class="vh">Arguments of {line(name, 128)}</caption>
              <thead>
                <tr>
                  <th scope="col">Argument</th>
                  <th scope="col">Type</th>
                  <th scope="col">Meaning</th>
                </tr>
              </thead>
              <tbody>
                {rows.map((row) => (
                  <tr>
                    <td>
                      <code>{row.name}</code> {row.required && <span class="req">required</span>}
                    </td>
                    <td>{row.type}</td>
                    <td dir="auto">{row.meaning}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Scroll>
        )}
        <p class="small muted ic">
          <Icon name={source === 'lock' ? 'lock' : 'open'} />
          <span>
            {source === 'lock' ? 'Reviewed and locked' : 'Seen at our last good look; not reviewed'}. Fingerprint{' '}
            <code title={hash}>
              {hash.slice(0, 11)}…{hash.slice(-4)}
            </code>
          </span>
        </p>
      </div>
    </details>
  );
}

function Hint({ icon, words, warn = false }: { icon: string; words: string; warn?: boolean }) {
  return (
    <span class={warn ? 'tag warn' : 'tag'}>
      <Icon name={icon} />
      {words}
    </span>
  );
}
