import { isObject } from '../../../catalog/json/json.ts';
import { check, type Problem } from './check.ts';
import { type Draft, valueFrom } from './draft.ts';
import type { Field } from './field.ts';
import type { Schema } from './schema.ts';

/** What a call sends, and all that is wrong with it. */
export interface Filled {
  args: Schema;
  problems: Problem[];
}

/** The arguments of what was entered. What could not be read is said once, and not a second time as missing. */
export function argumentsFrom(form: Field, draft: Draft, inputSchema: Schema): Filled {
  const unread: Problem[] = [];
  const value = valueFrom(form, draft, 'required', '', unread) ?? {};
  if (!isObject(value))
    return { args: {}, problems: [{ pointer: '', message: 'Enter the arguments as a JSON object: { … }.' }] };
  const judged = check(value, inputSchema).filter(({ pointer }) => !unread.some((one) => one.pointer === pointer));
  return { args: value, problems: [...unread, ...judged] };
}
