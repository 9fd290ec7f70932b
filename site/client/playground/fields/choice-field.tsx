import { describedBy, Faults } from '../fault.tsx';
import { type FieldProps, Fieldset, Help, hasHelp, Label } from './frame.tsx';

/** More options than this are a menu; fewer all show at once. */
const MAX_RADIOS = 5;

/** One of several values: all at once where they are few. */
export function ChoiceField(props: FieldProps<'choice'>) {
  return props.field.options.length > MAX_RADIOS ? <MenuField {...props} /> : <RadioField {...props} />;
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

/** Any of several values. */
export function ManyField({ field, draft, problems, change, ...rest }: FieldProps<'many'>) {
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
