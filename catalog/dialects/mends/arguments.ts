import { packagesOf, partsIn, textIn } from '../../rules/server-view.ts';
import { type Mend, noted } from './mend.ts';

export const packageArguments: Mend = {
  name: 'arguments',
  why: 'A named argument is one flag, and its value is said apart from it..',
  run(draft) {
    for (const { pointer, value: item } of packagesOf(draft.server)) {
      for (const { pointer: at, value } of [
        ...partsIn(item, 'packageArguments', pointer),
        ...partsIn(item, 'runtimeArguments', pointer),
      ]) {
        if (mendArgument(value)) noted(draft, 'argument-mended', at, 'Its name and value were mixed up');
      }
    }
  },
};

/** Whether there was something to mend. */
function mendArgument(argument: Record<string, unknown>): boolean {
  const name = textIn(argument, 'name');
  if (name === undefined || argument.type !== 'named') return false;
  const [flag = '', ...rest] = name.split(/[\s=]+/);
  if (!flag.startsWith('-')) {
    // The seed called many a positional argument named, after its own value.
    if (textIn(argument, 'value') !== name) return false;
    argument.type = 'positional';
    delete argument.name;
    return true;
  }
  const isSplit = flag !== name;
  argument.name = flag;
  const stripped = ['value', 'default'].filter((field) => strip(argument, field, flag));
  if (isSplit && argument.value === undefined && argument.default === undefined && argument.valueHint === undefined)
    argument.valueHint = rest.join(' ');
  return isSplit || stripped.length > 0;
}

/** Takes the flag off the beginning of a value; what then is empty goes. */
function strip(argument: Record<string, unknown>, field: string, flag: string): boolean {
  const value = textIn(argument, field);
  if (!value?.startsWith(flag)) return false;
  const rest = value.slice(flag.length).replace(/^[\s=]+/, '');
  if (rest === '') delete argument[field];
  else argument[field] = rest;
  return true;
}
