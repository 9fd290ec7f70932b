import { Icon } from '../../components/icon.tsx';
import { counted } from '../../words/numbers.ts';
import { line } from '../../words/visible.ts';
import { draftOf, EMPTY, inForm } from './draft.ts';
import { below, Faults } from './fault.tsx';
import type { Member } from './field.ts';
import { ChoiceField, ManyField } from './fields/choice-field.tsx';
import { type FieldProps, Fieldset } from './fields/frame.tsx';
import { JsonEditor, JsonField, placed } from './fields/json-field.tsx';
import { LineField } from './fields/line-field.tsx';

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
      return <ChoiceField {...rest} field={field} />;
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
