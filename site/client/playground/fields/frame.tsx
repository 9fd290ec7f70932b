import type { ComponentChildren } from 'preact';
import { line } from '../../../words/visible.ts';
import type { Problem } from '../check.ts';
import type { Draft } from '../draft.ts';
import { describedBy, Faults } from '../fault.tsx';
import type { Field } from '../field.ts';

/** What every kind of field is made from. */
export interface FieldProps<Kind extends Field['kind'] = Field['kind']> {
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

type Named = Pick<FieldProps, 'id' | 'name' | 'field' | 'required' | 'isItem'>;

/** Several controls that answer one question. */
export function Fieldset({
  children,
  problems,
  ...named
}: Named & { problems: Problem[]; children: ComponentChildren }) {
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

export function Label({ note, ...named }: Named & { note?: string }) {
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

export function hasHelp({ title, description, examples }: Field): boolean {
  return title !== '' || description !== '' || examples.length > 0;
}

export function Help({ id, field: { title, description, examples } }: { id: string; field: Field }) {
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
