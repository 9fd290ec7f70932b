import type { FingerprintedTool } from '../../catalog/tools/tool.ts';
import { argumentsOf } from '../words/arguments.ts';
import { exampleOf } from '../words/example.ts';
import { line, visible } from '../words/visible.ts';
import { Icon } from './icon.tsx';

/** The longest description and example that a page shows, in characters: the whole is in the JSON twin. */
const LONGEST_TEXT = 4000;
const LONGEST_EXAMPLE = 600;

interface ToolProps {
  tool: FingerprintedTool;
  /** The last look saw another definition than this one. */
  changed: boolean;
  readOnly: boolean;
  destructive: boolean;
  /** Its place among the tools, where what is inside comes in the browser (`client/tools.ts`). */
  later?: number | undefined;
  /** Where it can be tried. */
  playground: string;
}

/** One tool: its line, what it may do, and inside its arguments, an example and its fingerprint. Small: pages have hundreds. */
export function Tool({ tool, changed, readOnly, destructive, later, playground }: ToolProps) {
  const { name, definition } = tool;
  // A tool that says nothing of itself counts as destructive (MCP's default); that is no word of its publisher's.
  const said = definition.annotations?.destructiveHint === true;
  const { first } = descriptionOf(definition);
  return (
    <details class="tool" data-tool={later}>
      <summary>
        <code>{line(name, 128)}</code>
        {changed && <Hint icon="lock" words="changed since" warn />}
        {readOnly && <Hint icon="eye" words="read-only" />}
        {destructive && <Hint icon="bin" words={said ? 'destructive' : 'may destroy'} warn={said} />}
        {!readOnly && !destructive && <Hint icon="pen" words="writes" />}
        {first && (
          <span class="says" dir="auto">
            {first}
          </span>
        )}
      </summary>
      {later === undefined && <ToolBody tool={tool} playground={playground} />}
    </details>
  );
}

/** What is inside a tool: the rest of its description, its arguments, an example, its fingerprint, and where to try it. */
export function ToolBody({
  tool: { name, hash, definition },
  playground,
}: {
  tool: FingerprintedTool;
  playground: string;
}) {
  const { rows, more } = argumentsOf(definition);
  const { rest } = descriptionOf(definition);
  return (
    <div class="body">
      {rest && (
        <p class="said" dir="auto">
          {rest.length > LONGEST_TEXT ? `${rest.slice(0, LONGEST_TEXT)}…` : rest}
        </p>
      )}
      {rows.length > 0 && (
        <table class="schema" aria-label={`Arguments of ${line(name, 128)}`}>
          <tr>
            <th>Argument</th>
            <th>Type</th>
            <th>Meaning</th>
          </tr>
          {rows.map((row) => (
            <tr>
              <td>
                <code>{row.name}</code>
                {row.required && <b> required</b>}
              </td>
              <td>{row.type}</td>
              <td dir="auto">{row.meaning}</td>
            </tr>
          ))}
        </table>
      )}
      {more > 0 && <p>and {more} more; all of them are in the JSON</p>}
      <p class="facts">
        {rows.length === 0 ? 'It takes no arguments. ' : <Example definition={definition} />}
        {saysOf(definition.annotations)}
        <code>{hash.slice(0, 19)}…</code>
      </p>
      <p class="small try">
        <a href={playground}>Try it in the playground</a>
      </p>
    </div>
  );
}

/** Its first sentence or line, and the rest. */
function descriptionOf({ description = '' }: FingerprintedTool['definition']): { first: string; rest: string } {
  const text = visible(description).trim();
  const first = line(text.split(/\n|(?<=[.!?])\s/)[0] ?? '', 200);
  return { first, rest: text.startsWith(first) ? text.slice(first.length).trim() : text };
}

function Example({ definition }: { definition: FingerprintedTool['definition'] }) {
  const example = visible(JSON.stringify(exampleOf(definition)));
  return example.length > LONGEST_EXAMPLE ? null : (
    <>
      For example <code>{example}</code>{' '}
    </>
  );
}

/** What a tool says of itself beside what its tag says. */
function saysOf(annotations: FingerprintedTool['definition']['annotations']): string {
  const words = [
    ...(annotations?.idempotentHint === true ? ['repeating it changes nothing more'] : []),
    ...(annotations?.openWorldHint === false ? ['it reaches nothing outside'] : []),
  ];
  return words.length > 0 ? `It says that ${words.join(' and ')}. ` : '';
}

function Hint({ icon, words, warn = false }: { icon: string; words: string; warn?: boolean }) {
  return (
    <span class={warn ? 'tag warn' : 'tag'}>
      <Icon name={icon} />
      {words}
    </span>
  );
}
