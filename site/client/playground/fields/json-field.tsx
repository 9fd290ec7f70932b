import { line } from '../../../words/visible.ts';
import type { Problem } from '../check.ts';
import { describedBy, Faults } from '../fault.tsx';
import { type FieldProps, Help, hasHelp, Label } from './frame.tsx';

/** What no form shows: a value as JSON. */
export function JsonField({ field, draft, problems, change, ...rest }: FieldProps<'json'>) {
  const { id } = rest;
  return (
    <div class="field">
      <Label {...rest} field={field} note="as JSON" />
      <JsonEditor
        id={id}
        text={draft.text}
        problems={problems}
        help={hasHelp(field)}
        change={(text) => change({ ...draft, text })}
      />
      <Faults id={id} problems={problems.map((one) => placed(one, rest.pointer))} />
      <Help id={id} field={field} />
    </div>
  );
}

interface EditorProps {
  id: string;
  text: string;
  problems: Problem[];
  help: boolean;
  change: (text: string) => void;
}

export function JsonEditor({ id, text, problems, help, change }: EditorProps) {
  return (
    <textarea
      id={id}
      class="in mono"
      rows={Math.min(14, Math.max(3, text.split('\n').length))}
      autocomplete="off"
      spellcheck={false}
      value={text}
      {...(problems.length > 0 ? { 'aria-invalid': true } : {})}
      {...describedBy(id, { problems, help })}
      onInput={({ currentTarget }) => change(currentTarget.value)}
    />
  );
}

/** What is wrong inside a text of JSON names its place there. */
export function placed({ pointer, message }: Problem, here: string): Problem {
  const inside = pointer.slice(here.length);
  return { pointer, message: inside ? `${line(inside, 80)}: ${message}` : message };
}
