import type { ComponentChildren } from 'preact';
import { Icon } from '../../components/icon.tsx';
import { counted } from '../../words/numbers.ts';
import { line } from '../../words/visible.ts';
import type { Problem } from './check.ts';
import { type Draft, draftOf, EMPTY, inForm } from './draft.ts';
import { below, describedBy, Faults } from './fault.tsx';
import type { Field, Member } from './field.ts';

interface FieldProps<Kind extends Field['kind'] = Field['kind']> {
  /** Its own in the page; what stands inside adds to it. */
  id: string;
  name: string;
  pointer: string;
  field: Field & { kind: Kind };
  required: boolean;
  /** An item of a list: it has to be filled in, which needs no saying. */
  isItem?: boolean;
  draft: Draft;
  /** All problems at this place and below it. */
  problems: Problem[];
  change: (draft: Draft) => void;
}

/** More options than this are a menu; fewer all show at once. */
const MAX_RADIOS = 5;
/** Texts that go by such a name often have several lines. */
const LONG_NAME = /(text|content|body|message|prompt|code|sql|script|markdown|html|description|input|thought)$/i;
/** So many optional arguments show at once; more are folded away. */
const MAX_SHOWN = 6;

/** One place of a form with its name, its control, what is wrong with it, and what it means. */
export function FormField({ field, ...rest }: FieldProps) {
  switch (field.kind) {
    case 'text':
    case 'number':
      return <LineField {...rest} field={field} />;
    case 'json':
      return <JsonField {...rest} field={field} />;
    case 'choice':
      return field.options.length > MAX_RADIOS ? (
        <MenuField {...rest} field={field} />
      ) : (
        <RadioField {...rest} field={field} />
      );
    case 'many':
      return <ManyField {...rest} field={field} />;
    case 'list':
      return <ListField {...rest} field={field} />;
    case 'group':
      return <GroupField {...rest} field={field} />;
    case 'variant':
      return <VariantField {...rest} field={field} />;
  }
}

function LineField({ field, draft, problems, change, ...rest }: FieldProps<'text' | 'number'>) {
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

function JsonField({ field, draft, problems, change, ...rest }: FieldProps<'json'>) {
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

function JsonEditor({ id, text, problems, help, change }: EditorProps) {
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
function placed({ pointer, message }: Problem, here: string): Problem {
  const inside = pointer.slice(here.length);
  return { pointer, message: inside ? `${line(inside, 80)}: ${message}` : message };
}

function MenuField({ field, draft, problems, change, ...rest }: FieldProps<'choice'>) {
  const { id } = rest;
  return (
    <div class="field">
      <Label {...rest} field={field} />
      <select
        id={id}
        class="in"
        value={String(draft.picks[0] ?? '')}
        {...(problems.length > 0 ? { 'aria-invalid': true } : {})}
        {...describedBy(id, { problems, help: hasHelp(field) })}
        onChange={({ currentTarget: { value } }) => change({ ...draft, picks: value === '' ? [] : [Number(value)] })}
      >
        <option value="">{rest.required ? 'Choose one' : 'left out'}</option>
        {field.options.map(({ label }, place) => (
          <option value={String(place)}>{label}</option>
        ))}
      </select>
      <Faults id={id} problems={problems} />
      <Help id={id} field={field} />
    </div>
  );
}

function RadioField({ field, draft, problems, change, ...rest }: FieldProps<'choice'>) {
  const { id } = rest;
  const labels = field.options.map(({ label }) => label);
  const shown = rest.required ? labels : [...labels, 'left out'];
  return (
    <Fieldset {...rest} field={field} problems={problems}>
      <div>
        {shown.map((label, place) => (
          <label class="opt">
            <input
              type="radio"
              name={id}
              checked={place === (draft.picks[0] ?? (rest.required ? -1 : labels.length))}
              onChange={() => change({ ...draft, picks: place < labels.length ? [place] : [] })}
            />
            {place < labels.length ? label : <span class="muted">{label}</span>}
          </label>
        ))}
      </div>
    </Fieldset>
  );
}

function ManyField({ field, draft, problems, change, ...rest }: FieldProps<'many'>) {
  return (
    <Fieldset {...rest} field={field} problems={problems}>
      <div>
        {field.options.map(({ label }, place) => (
          <label class="opt">
            <input
              type="checkbox"
              checked={draft.picks.includes(place)}
              onChange={({ currentTarget: { checked } }) =>
                change({
                  ...draft,
                  picks: checked ? [...draft.picks, place] : draft.picks.filter((pick) => pick !== place),
                })
              }
            />
            {label}
          </label>
        ))}
      </div>
    </Fieldset>
  );
}

function ListField({ field, draft, problems, change, id, name, pointer, required }: FieldProps<'list'>) {
  const item = field.item();
  const { items } = draft;
  const own = problems.filter((one) => !items.some((_item, index) => below([one], `${pointer}/${index}`).length > 0));
  return (
    <Fieldset {...{ id, name, required }} field={field} problems={own}>
      {items.map((entered, index) => (
        <div class="item">
          <FormField
            id={`${id}_${index}`}
            name={`${index + 1}`}
            pointer={`${pointer}/${index}`}
            field={item}
            required
            isItem
            draft={entered}
            problems={below(problems, `${pointer}/${index}`)}
            change={(next) => change({ ...draft, items: items.with(index, next) })}
          />
          <button
            class="btn bare tiny"
            type="button"
            aria-label={`Remove ${line(name, 40)} ${index + 1}`}
            onClick={() => change({ ...draft, items: items.toSpliced(index, 1) })}
          >
            Remove
          </button>
        </div>
      ))}
      <p>
        <button
          class="btn tiny"
          type="button"
          onClick={() => change({ ...draft, items: [...items, draftOf(item, true)] })}
        >
          Add one<span class="vh"> to {line(name, 40)}</span>
        </button>
      </p>
    </Fieldset>
  );
}

function GroupField({ field, draft, problems, change, ...rest }: FieldProps<'group'>) {
  const shown = rest.required || draft.given;
  const switched = (given: boolean) => change(given ? draftOf(field, true) : EMPTY);
  const own = problems.filter(({ pointer }) => pointer === rest.pointer || !shown);
  return (
    <Fieldset {...rest} field={field} problems={own}>
      {!rest.required && (
        <label class="opt">
          <input
            type="checkbox"
            checked={draft.given}
            onChange={({ currentTarget }) => switched(currentTarget.checked)}
          />
          send it
        </label>
      )}
      {shown && (
        <div class="inner">
          <Members {...{ field, draft, problems, change }} id={rest.id} pointer={rest.pointer} />
        </div>
      )}
    </Fieldset>
  );
}

type MembersProps = Pick<FieldProps<'group'>, 'field' | 'draft' | 'problems' | 'change' | 'id' | 'pointer'>;

/** The members of an object: those it needs, a few more, and the rest folded away until something is wrong there. */
export function Members({ field, draft, problems, change, id, pointer }: MembersProps) {
  const { members, open } = field;
  const needed = members.filter(({ required }) => required).length;
  const cut = members.length > MAX_SHOWN + 1 ? Math.max(MAX_SHOWN, needed) : members.length;
  const place = (name: string) => `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
  const unknown = problems.filter(
    (one) => one.pointer !== pointer && !members.some(({ name }) => below([one], place(name)).length > 0),
  );
  const show = ({ name, required, field: member }: Member, index: number) => (
    <FormField
      key={name}
      id={`${id}_${index}`}
      name={name}
      pointer={place(name)}
      field={member()}
      required={required}
      draft={draft.members.get(name) ?? EMPTY}
      problems={below(problems, place(name))}
      change={(next) => change({ ...draft, members: new Map([...draft.members, [name, next]]) })}
    />
  );
  const rest = members.slice(cut);
  const isFaulty = rest.some(({ name }) => below(problems, place(name)).length > 0);
  const moreId = `${id}-more`;
  // What was entered here reads as JSON or not; what is wrong with it stands beside it.
  const more = open || draft.text !== '' || unknown.length > 0;
  return (
    <>
      {members.slice(0, cut).map(show)}
      {rest.length > 0 && (
        <details class="ev" {...(isFaulty ? { open: true } : {})}>
          <summary>
            <Icon name="chevron" />
            {counted(rest.length, 'more argument')}
          </summary>
          <div class="members">{rest.map((member, index) => show(member, cut + index))}</div>
        </details>
      )}
      {more && (
        <details class="ev" {...(draft.text !== '' || unknown.length > 0 ? { open: true } : {})}>
          <summary>
            <Icon name="chevron" />
            Arguments that its schema does not name
          </summary>
          <div class="field">
            <label for={moreId}>
              more <span>an object, as JSON</span>
            </label>
            <JsonEditor
              id={moreId}
              text={draft.text}
              problems={unknown}
              help={false}
              change={(text) => change({ ...draft, text })}
            />
            <Faults id={moreId} problems={unknown.map((one) => placed(one, pointer))} />
          </div>
        </details>
      )}
    </>
  );
}

function VariantField({ field, draft, problems, change, ...rest }: FieldProps<'variant'>) {
  const { id } = rest;
  const place = draft.picks[0] ?? -1;
  const form = field.forms[place];
  const inner = form?.field();
  const leaveOut = rest.required ? [] : ['left out'];
  const labels = [...field.forms.map(({ label }) => label), ...leaveOut];
  const choose = (next: number) => {
    const chosen = field.forms[next];
    if (!chosen) return change({ ...draft, picks: [] });
    const kept = draft.items[next];
    change(inForm(next, kept && kept !== EMPTY ? kept : draftOf(chosen.field(), true), draft));
  };
  return (
    <Fieldset {...rest} field={field} problems={inner ? [] : problems}>
      <div>
        {labels.map((label, index) => (
          <label class="opt">
            <input
              type="radio"
              name={id}
              checked={index === (place < 0 && !rest.required ? field.forms.length : place)}
              onChange={() => choose(index)}
            />
            {label}
          </label>
        ))}
      </div>
      {form && inner && (
        <div class="inner">
          <FormField
            key={place}
            {...rest}
            id={`${id}-form`}
            name={form.label}
            required
            isItem
            field={form.label === inner.type ? { ...inner, type: '' } : inner}
            draft={draft.items[place] ?? EMPTY}
            problems={problems}
            change={(next) => change(inForm(place, next, draft))}
          />
        </div>
      )}
    </Fieldset>
  );
}

type Named = Pick<FieldProps, 'id' | 'name' | 'field' | 'required' | 'isItem'>;

function Fieldset({ children, problems, ...named }: Named & { problems: Problem[]; children: ComponentChildren }) {
  const { id } = named;
  return (
    <fieldset
      class="field"
      {...describedBy(id, { problems, help: hasHelp(named.field) })}
      {...(problems.length > 0 ? { 'data-fault': '', tabIndex: -1 } : {})}
    >
      <legend>
        <Named {...named} />
      </legend>
      <Faults id={id} problems={problems} />
      <Help id={id} field={named.field} />
      {children}
    </fieldset>
  );
}

function Label({ note, ...named }: Named & { note?: string }) {
  return (
    <label for={named.id}>
      <Named {...named} /> {note && <span>{note}</span>}
    </label>
  );
}

function Named({ name, field, required, isItem = false }: Omit<Named, 'id'>) {
  return (
    <>
      {line(name, 80)} <span>{field.type}</span> {required && !isItem && <span class="req">required</span>}
    </>
  );
}

function hasHelp({ title, description, examples }: Field): boolean {
  return title !== '' || description !== '' || examples.length > 0;
}

function Help({ id, field: { title, description, examples } }: { id: string; field: Field }) {
  if (!title && !description && examples.length === 0) return null;
  return (
    <p class="help" id={`${id}-h`} dir="auto">
      {[title, description].filter(Boolean).join('. ')}
      {examples.length > 0 && (
        <>
          {' '}
          For example{' '}
          {examples.map((example, index) => (
            <>
              {index > 0 && ', '}
              <code>{example}</code>
            </>
          ))}
          .
        </>
      )}
    </p>
  );
}
