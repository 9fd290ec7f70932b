import type { Fault } from '../json/json-source.ts';
import { example } from './example.ts';
import type { FileRule } from './rule.ts';
import { type Part, packagesOf, partsIn, textIn } from './server-view.ts';
import { filledUrl, templateNames } from './url-template.ts';

/** The schema has said that an http transport needs a URL; this says the rest. */
export const transport: FileRule = {
  code: 'E310',
  name: 'transport',
  reference: 'stdio-transport-url-not-empty',
  severity: 'error',
  why: 'A package that speaks over stdio has no URL; one that serves http has a URL whose `{variables}` are its arguments or environment variables.',
  scope: 'file',
  run: ({ value }) =>
    packagesOf(value).flatMap((part) => {
      const url = textIn(part.value.transport, 'url');
      const pointer = `${part.pointer}/transport/url`;
      if (url === undefined) return [];
      if (textIn(part.value.transport, 'type') === 'stdio') {
        return url === '' ? [] : [{ pointer, message: 'A stdio transport has a URL', fix: 'Delete the URL.' }];
      }
      return templateFaults(url, part, pointer);
    }),
  examples: {
    passes: example({ server: { packages: [aPackage({ type: 'stdio' })] } }),
    fails: example({ server: { packages: [aPackage({ type: 'stdio', url: 'http://localhost:8080/mcp' })] } }),
  },
};

function aPackage(transport: Record<string, string>) {
  return { registryType: 'npm', identifier: '@example/weather', version: '1.0.0', transport };
}

function templateFaults(url: string, { pointer: here, value }: Part, pointer: string): Fault[] {
  const reference = 'invalid-templated-url';
  if (/^https?:\/\/\S+$/.test(url) && !filledUrl(url)) {
    return [{ pointer, reference, message: `No URL can come of ${JSON.stringify(url)}`, fix: 'Correct the URL.' }];
  }
  const inputs = ['environmentVariables', 'packageArguments', 'runtimeArguments'].flatMap((field) =>
    partsIn(value, field, here),
  );
  const defined = inputs.flatMap((input) => [textIn(input.value, 'name'), textIn(input.value, 'valueHint')]);
  return templateNames(url)
    .filter((name) => !defined.includes(name))
    .map((name) => ({
      pointer,
      reference,
      message: `The URL uses {${name}}, which is neither an argument nor an environment variable of the package`,
      fix: `Describe ${JSON.stringify(name)} among the package's arguments or environment variables.`,
    }));
}
