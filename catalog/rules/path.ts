import { example } from './example.ts';
import type { EntryRule } from './rule.ts';
import { textIn } from './server-view.ts';

/** A server is looked up by its path, so folder and file name repeat what the file says of itself. */
export const path: EntryRule = {
  code: 'E301',
  name: 'path',
  severity: 'error',
  why: 'A server is looked up by its name and version, so its path says both: `servers/<namespace>/<name>/<version>.json`.',
  scope: 'entry',
  run: ({ name, versions }) =>
    [...versions].flatMap(([fileName, source]) => {
      const said = { name: textIn(source.value, 'name'), version: textIn(source.value, 'version') };
      const fix = `Move this file to servers/${said.name ?? name}/${said.version ?? fileName}.json, or correct the field.`;
      return [
        { field: 'name', value: said.name, place: name, message: `The folder is ${name}, and "name" is` },
        {
          field: 'version',
          value: said.version,
          place: fileName,
          message: `The file is ${fileName}.json, and "version" is`,
        },
      ].flatMap(({ field, value, place, message }) =>
        value === undefined || value === place
          ? []
          : [{ source, pointer: `/${field}`, message: `${message} ${JSON.stringify(value)}`, fix }],
      );
    }),
  examples: {
    passes: example(),
    fails: example({ path: 'com.example/climate/1.0.0' }),
  },
};
