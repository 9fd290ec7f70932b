import { isObject } from '../../../catalog/json/json.ts';
import type { Problem } from './check.ts';
import { type Field, placeOf, suits } from './field.ts';

/** What somebody has entered at one place of a form. A field uses what it needs of it. */
export interface Draft {
  text: string;
  /** The places of the chosen options, or of the chosen form. */
  picks: number[];
  /** Whether an optional group or list is to be sent at all. */
  given: boolean;
  items: Draft[];
  members: ReadonlyMap<string, Draft>;
}

export const EMPTY: Draft = { text: '', picks: [], given: false, items: [], members: new Map() };

/**
 * The draft that shows a value, or where there is none a field's default. `valueFrom` makes the same value of it again, save
 * what a form cannot tell from nothing: an optional empty text.
 */
export function draftOf(field: Field, required: boolean, value: unknown = field.preset ?? undefined): Draft {
  switch (field.kind) {
    case 'text':
      return { ...EMPTY, text: typeof value === 'string' ? value : '' };
    case 'number':
      return { ...EMPTY, text: typeof value === 'number' ? String(value) : '' };
    case 'choice': {
      // One value that must be given needs no choosing.
      const place = value === undefined && required && field.options.length === 1 ? 0 : placeOf(field.options, value);
      return { ...EMPTY, picks: place < 0 ? [] : [place] };
    }
    case 'many': {
      const picks = Array.isArray(value)
        ? value.map((one) => placeOf(field.options, one)).filter((place) => place >= 0)
        : [];
      return { ...EMPTY, picks, given: Array.isArray(value) };
    }
    case 'list': {
      const values = Array.isArray(value)
        ? value
        : required
          ? Array.from({ length: field.least }, () => undefined)
          : [];
      return { ...EMPTY, given: Array.isArray(value), items: values.map((one) => draftOf(field.item(), true, one)) };
    }
    case 'group':
      return required || isObject(value) ? groupDraft(field, value) : EMPTY;
    case 'variant': {
      const place = value === undefined ? -1 : field.forms.findIndex((form) => suits(form.field(), value));
      const form = field.forms[place];
      return form ? inForm(place, draftOf(form.field(), true, value)) : EMPTY;
    }
    case 'json':
      return { ...EMPTY, text: value === undefined ? '' : JSON.stringify(value, null, 2) };
  }
}

function groupDraft(field: Field & { kind: 'group' }, value: unknown): Draft {
  const given = isObject(value) ? value : {};
  const members = field.members.map(({ name, required, field: member }): [string, Draft] => {
    const there = Object.hasOwn(given, name);
    // What an object that is there leaves out stays out, whatever its default.
    const isLeftOut = !there && value !== undefined && !required;
    return [name, isLeftOut ? EMPTY : draftOf(member(), required, there ? given[name] : undefined)];
  });
  const more = Object.entries(given).filter(([name]) => !field.members.some((member) => member.name === name));
  const text = more.length > 0 ? JSON.stringify(Object.fromEntries(more), null, 2) : '';
  return { ...EMPTY, text, given: true, members: new Map(members) };
}

/** The draft of a variant whose form at this place is chosen. What was entered in its other forms is kept. */
export function inForm(place: number, inner: Draft, { items }: Draft = EMPTY): Draft {
  const kept = Array.from({ length: Math.max(items.length, place + 1) }, (_, index) => items[index] ?? EMPTY);
  return { ...EMPTY, picks: [place], items: kept.with(place, inner) };
}

/** What is asked for at one place: left out when empty, `required`, or an item of a list, which is there even when empty. */
type Need = 'optional' | 'required' | 'item';

/** The JSON value of what was entered; undefined for nothing. What cannot be read at all is added to `problems`. */
export function valueFrom(field: Field, draft: Draft, need: Need, pointer: string, problems: Problem[]): unknown {
  const { text, picks } = draft;
  switch (field.kind) {
    case 'text':
      return text === '' && need !== 'item' ? undefined : text;
    case 'number':
      return numberOf(text, need, pointer, problems);
    case 'choice':
      return field.options[picks[0] ?? -1]?.value;
    case 'many':
      if (picks.length === 0 && need === 'optional' && !draft.given) return undefined;
      return field.options.flatMap(({ value }, place) => (picks.includes(place) ? [value] : []));
    case 'list':
      if (draft.items.length === 0 && need === 'optional' && !draft.given) return undefined;
      return draft.items.map((item, index) => itemOf(field.item(), item, `${pointer}/${index}`, problems));
    case 'group':
      return need !== 'optional' || draft.given ? objectOf(field, draft, pointer, problems) : undefined;
    case 'variant': {
      const place = picks[0] ?? -1;
      const form = field.forms[place];
      return (
        form &&
        valueFrom(form.field(), draft.items[place] ?? EMPTY, need === 'optional' ? 'required' : need, pointer, problems)
      );
    }
    case 'json':
      return jsonOf(text, pointer, problems);
  }
}

function itemOf(field: Field, draft: Draft, pointer: string, problems: Problem[]): unknown {
  const before = problems.length;
  const value = valueFrom(field, draft, 'item', pointer, problems);
  if (value === undefined && problems.length === before)
    problems.push({ pointer, message: 'Fill this in, or remove it.' });
  return value ?? null;
}

function objectOf(field: Field & { kind: 'group' }, draft: Draft, pointer: string, problems: Problem[]): unknown {
  const more = jsonOf(draft.text, pointer, problems);
  if (more !== undefined && !isObject(more))
    problems.push({ pointer, message: 'Enter further members as a JSON object: { … }.' });
  const own = field.members.flatMap(({ name, required, field: member }): [string, unknown][] => {
    const where = `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    const value = valueFrom(
      member(),
      draft.members.get(name) ?? EMPTY,
      required ? 'required' : 'optional',
      where,
      problems,
    );
    return value === undefined ? [] : [[name, value]];
  });
  return Object.fromEntries([...(isObject(more) ? Object.entries(more) : []), ...own]);
}

function numberOf(text: string, need: Need, pointer: string, problems: Problem[]): unknown {
  const bare = text.trim();
  if (bare === '' && need !== 'item') return undefined;
  const number = Number(bare);
  const isNumber = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(bare) && Number.isFinite(number);
  if (!isNumber) problems.push({ pointer, message: 'Enter a number.' });
  else if (/^[+-]?\d+$/.test(bare) && !Number.isSafeInteger(number))
    problems.push({ pointer, message: 'Enter a number of at most 15 digits, or send the arguments as JSON by curl.' });
  else return number;
  return undefined;
}

function jsonOf(text: string, pointer: string, problems: Problem[]): unknown {
  if (text.trim() === '') return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    problems.push({ pointer, message: `Enter JSON. ${why.slice(0, 200)}` });
    return undefined;
  }
}
