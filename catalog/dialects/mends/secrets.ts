import { isObject, stepsOf, valueAt } from '../../json/json.ts';
import { noSecret } from '../../rules/no-secret.ts';
import { inputsOf, textIn } from '../../rules/server-view.ts';
import { asFile, type Draft, type Mend, noted } from './mend.ts';

/** Where older registries wrote what somebody had in a configuration of theirs. */
const FIELDS = ['value', 'default', 'placeholder', 'valueHint', 'description'];

export const secrets: Mend = {
  name: 'secrets',
  why: 'Many a README shows a working key, and it was copied into descriptions and defaults. Not further.',
  run(draft) {
    for (const { pointer, value: input } of inputsOf(draft.server)) {
      const name = textIn(input, 'name') ?? stepsOf(pointer).at(-1) ?? '';
      for (const field of FIELDS) {
        const text = textIn(input, field);
        if (text !== undefined && looksSecret(name, text)) drop(draft, input, field, `${pointer}/${field}`);
      }
    }
    dropWhatTheRuleFinds(draft);
  },
};

/** Whether a value is a secret by what it is called. Words are none, and neither is a number, a yes or no, or a place to fill in. */
export function looksSecret(name: string, text: string): boolean {
  const [, inner, assigned] = /^([A-Za-z_][A-Za-z0-9_]*)=(.+)$/.exec(text) ?? [];
  if (inner !== undefined && assigned !== undefined) return looksSecret(inner, assigned);
  if (/:\/\/[^/\s:@]*:[^/\s@{}]+@/.test(text)) return true;
  return SECRET_NAME.test(name) && /^[^\s{}]+$/.test(text) && !HARMLESS.test(text);
}

/** Numbers, yes and no, plain addresses, and one word as a sentence begins. */
const HARMLESS = /^([\d.,]*|[Tt]rue|[Ff]alse|https?:\/\/.*|[A-Z][a-z]+\.?)$/;

/** What is called like this is a secret: `API_KEY`, `--token`. */
export const SECRET_NAME = /(key|token|secret|passw(or)?d|pwd|pat|credentials?|private|authorization)(_?id)?s?$/i;

/** The rule knows secrets by their form, and those that say they are. Elsewhere than in an input they keep the entry out. */
function dropWhatTheRuleFinds(draft: Draft): void {
  for (const { pointer } of noSecret.run(asFile({ ...draft.server }))) {
    const steps = stepsOf(pointer);
    const field = steps.at(-1) ?? '';
    const holder = valueAt(draft.server, steps.slice(0, -1));
    if (FIELDS.includes(field) && steps.length > 1 && isObject(holder)) drop(draft, holder, field, pointer);
  }
}

function drop(draft: Draft, holder: Record<string, unknown>, field: string, pointer: string): void {
  if (!Object.hasOwn(holder, field)) return;
  delete holder[field];
  noted(draft, 'value-dropped', pointer, 'It looked like a secret');
}
