import type { Fault } from '../json/json-source.ts';
import { example } from './example.ts';
import type { FileRule } from './rule.ts';
import { type Part, packagesOf, partsIn, textIn } from './server-view.ts';

/** Arguments become parts of a command line on someone's machine. */
export const argument: FileRule = {
  code: 'E320',
  name: 'argument',
  severity: 'error',
  why: 'A named argument is one flag, and its value is kept apart from it, so that clients build the command they show.',
  scope: 'file',
  run: ({ value }) =>
    packagesOf(value)
      .flatMap((part) =>
        ['packageArguments', 'runtimeArguments'].flatMap((field) => partsIn(part.value, field, part.pointer)),
      )
      .filter((part) => textIn(part.value, 'type') === 'named')
      .flatMap(faultsOf),
  examples: {
    passes: example({ server: { packages: [packageWith({ type: 'named', name: '--port', value: '8080' })] } }),
    fails: example({ server: { packages: [packageWith({ type: 'named', name: '--port', value: '--port 8080' })] } }),
  },
};

function packageWith(argument: Record<string, string>) {
  return {
    registryType: 'npm',
    identifier: '@example/weather',
    version: '1.0.0',
    transport: { type: 'stdio' },
    packageArguments: [argument],
  };
}

function faultsOf({ pointer, value }: Part): Fault[] {
  const name = textIn(value, 'name');
  if (name === undefined) return [];
  const reference = name === '' ? 'named-argument-name-required' : 'invalid-named-argument-name';
  const message = `${JSON.stringify(name)} is not the name of one flag`;
  const nameFaults = /^[^\s<>$]+$/.test(name)
    ? []
    : [
        {
          pointer: `${pointer}/name`,
          reference,
          message,
          fix: 'Write the flag alone, with its dashes, such as "--port".',
        },
      ];
  const repeated = ['value', 'default'].filter((field) => name !== '' && textIn(value, field)?.startsWith(name));
  return [
    ...nameFaults,
    ...repeated.map((field) => ({
      pointer: `${pointer}/${field}`,
      reference: `argument-${field}-starts-with-name`,
      message: `"${field}" begins with the flag ${JSON.stringify(name)}`,
      fix: 'Write the value alone; the flag is put before it.',
    })),
  ];
}
