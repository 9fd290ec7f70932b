import { describedBy, Faults } from '../fault.tsx';
import type { Field } from '../field.ts';
import { type FieldProps, Help, hasHelp, Label } from './frame.tsx';

/** Texts that go by such a name often have several lines. */
const LONG_NAME = /(text|content|body|message|prompt|code|sql|script|markdown|html|description|input|thought)$/i;

/** A text or a number, on one line or on several. */
export function LineField({ field, draft, problems, change, ...rest }: FieldProps<'text' | 'number'>) {
  const { id } = rest;
  const secret = field.kind === 'text' && field.secret;
  const long =
    field.kind === 'text' &&
    !secret &&
    (field.long || draft.text.includes('\n') || (field.format === '' && LONG_NAME.test(rest.name)));
  const control = {
    id,
    class: 'in',
    autocomplete: 'off',
    spellcheck: false,
    ...(problems.length > 0 ? { 'aria-invalid': true } : {}),
    ...(rest.required ? { 'aria-required': true } : {}),
    ...describedBy(id, { problems, help: hasHelp(field) }),
    value: draft.text,
    onInput: ({ currentTarget }: { currentTarget: { value: string } }) =>
      change({ ...draft, text: currentTarget.value }),
  };
  return (
    <div class="field">
      <Label {...rest} field={field} />
      {long && <textarea {...control} rows={linesOf(draft.text)} />}
      {secret && <input {...control} type="password" />}
      {!long && !secret && <input {...control} type="text" inputMode={keyboardOf(field)} />}
      <Faults id={id} problems={problems} />
      <Help id={id} field={field} />
    </div>
  );
}

/** Which keyboard a phone shows. Browsers are not to judge what is typed, nor to tidy it. */
function keyboardOf(field: Field): 'decimal' | 'email' | 'url' | 'text' {
  if (field.kind === 'number') return 'decimal';
  if (field.kind !== 'text') return 'text';
  return field.format === 'email' ? 'email' : field.format === 'uri' ? 'url' : 'text';
}

function linesOf(text: string): number {
  return Math.min(8, Math.max(1, text.split('\n').length));
}
