import type { ComponentChildren } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { Icon } from '../../components/icon.tsx';
import { argumentsFrom } from './arguments.ts';
import type { Problem } from './check.ts';
import { type Draft, draftOf, EMPTY } from './draft.ts';
import { Faults } from './fault.tsx';
import { type Field, formOf } from './field.ts';
import { FormField, Members } from './form-field.tsx';
import type { Tool } from './talk.ts';

interface ToolFormProps {
  tool: Tool;
  busy: boolean;
  /** What the proxy found wrong with what was sent last. */
  told: Problem[];
  call: (args: Record<string, unknown>) => void;
  /** What stands between the arguments and the button. */
  children: ComponentChildren;
}

/**
 * The arguments of a tool as a form, or as JSON. The button always works: pressed with faults, it shows them and leads to the
 * first. The form has no action and its controls no names, so that nothing entered can ever land in an address.
 */
export function ToolForm({ tool: { inputSchema }, busy, told, call, children }: ToolFormProps) {
  const form = useMemo(() => formOf(inputSchema), [inputSchema]);
  const json: Field = useMemo(() => ({ ...form, title: '', description: '', type: 'object', kind: 'json' }), [form]);
  const [isJson, setIsJson] = useState(form.kind === 'json');
  const [draft, setDraft] = useState<Draft>(() => draftOf(form, true));
  const [pressed, setPressed] = useState(0);
  // Once something else is entered, what was said of the last call is over.
  const [over, setOver] = useState<Problem[] | null>(null);
  const element = useRef<HTMLFormElement>(null);
  const field = isJson ? json : form;
  const filled = argumentsFrom(field, draft, inputSchema);
  const shown = [...(pressed > 0 ? filled.problems : []), ...(told === over ? [] : told)];

  useEffect(() => {
    if (pressed > 0 || told.length > 0) firstFault(element.current)?.focus();
  }, [pressed, told]);

  const change = (next: Draft) => {
    setDraft(next);
    setOver(told);
  };
  const press = () => {
    if (busy) return;
    setPressed(filled.problems.length > 0 ? pressed + 1 : 0);
    if (filled.problems.length === 0) call(filled.args);
  };
  const turn = () => {
    const next = isJson ? form : json;
    setIsJson(!isJson);
    change(draftOf(next, true, filled.args));
  };
  const clear = () => {
    setPressed(0);
    change(isJson ? EMPTY : draftOf(form, true));
  };
  return (
    <form
      class="form"
      ref={element}
      noValidate
      aria-label="Arguments"
      onSubmit={(event) => {
        event.preventDefault();
        press();
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) press();
      }}
    >
      <div class="bar">
        <h3>Arguments</h3>
        {form.kind !== 'json' && (
          <button class="btn bare tiny" type="button" onClick={turn}>
            {isJson ? 'As a form' : 'As JSON'}
          </button>
        )}
      </div>
      {field.kind === 'group' ? (
        <>
          <Faults id="arg" problems={shown.filter(({ pointer }) => pointer === '')} />
          {field.members.length === 0 && <p class="small muted">It takes no arguments.</p>}
          <Members id="arg" field={field} pointer="" draft={draft} problems={shown} change={change} />
        </>
      ) : (
        <FormField
          id="arg"
          name="arguments"
          pointer=""
          field={field}
          required
          draft={draft}
          problems={shown}
          change={change}
        />
      )}
      {children}
      <p class="row">
        <button class="btn go" type="submit" aria-disabled={busy}>
          <Icon name="play" />
          Call the tool
        </button>
        <button class="btn bare" type="button" onClick={clear}>
          Clear
        </button>
        <span class="small muted hide-s">
          or <kbd>Ctrl</kbd> <kbd>Enter</kbd>
        </span>
      </p>
    </form>
  );
}

function firstFault(form: HTMLFormElement | null): HTMLElement | null {
  return form?.querySelector<HTMLElement>('[aria-invalid="true"], [data-fault]') ?? null;
}
