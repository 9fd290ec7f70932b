import type { ToolsChange } from '../../../catalog/tools/tools-change.ts';
import { line } from '../../words/visible.ts';

/** The tools that a change touched, as rows of a diff. */
export function ToolNames({ change: { added, removed, changed, more = 0 } }: { change: ToolsChange }) {
  return (
    <ul class="diff">
      <Rows mark="+" word="new" names={added} />
      <Rows mark="−" word="gone" names={removed} />
      <Rows mark="~" word="changed" names={changed} />
      {more > 0 && <li class="muted">and {more} more</li>}
    </ul>
  );
}

function Rows({ mark, word, names }: { mark: string; word: string; names: string[] }) {
  return names.map((name) => (
    <li class={word}>
      <span aria-hidden="true">{mark}</span> <code>{line(name, 80)}</code> <span class="vh">{word}</span>
    </li>
  ));
}
