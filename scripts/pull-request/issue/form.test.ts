import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
import { ROOT } from '../../command.ts';
import { FORM, readForm } from './form.ts';
import { serverOf } from './server-of.ts';
import { aForm } from './testing-form.ts';

const Template = z.object({
  body: z.array(z.object({ id: z.string().optional(), attributes: z.looseObject({ label: z.string().optional() }) })),
});

it('reads the fields that the form has', () => {
  const file = join(ROOT, '.github/ISSUE_TEMPLATE/add-a-server.yml');
  const { body } = Template.parse(parse(readFileSync(file, 'utf8')));
  expect(Object.fromEntries(body.flatMap(({ id, attributes }) => (id ? [[id, attributes.label]] : [])))).toEqual(FORM);
});

it('makes a server.json of a form', () => {
  const form = aForm({
    ...{ title: 'Weather', repository: 'https://github.com/acme/weather', address: 'https://weather.example.com/mcp' },
    ...{ registry: 'npm', package: '@acme/weather', packageVersion: '1.0.0', tags: 'Rain, sea ice' },
    variables: 'KEY (secret): see https://acme.example\n\nUNIT (optional): metric',
  });
  const read = readForm(form.replaceAll('\n', '\r\n'));
  expect(read && 'filled' in read && serverOf(read.filled)).toMatchObject({
    server: {
      ...{ name: 'io.github.acme/weather', title: 'Weather', version: '1.0.0' },
      repository: { url: 'https://github.com/acme/weather', source: 'github' },
      remotes: [{ type: 'streamable-http', url: 'https://weather.example.com/mcp' }],
      packages: [
        {
          ...{ registryType: 'npm', identifier: '@acme/weather', version: '1.0.0', transport: { type: 'stdio' } },
          environmentVariables: [
            { name: 'KEY', description: 'see https://acme.example', isRequired: true, isSecret: true },
            { name: 'UNIT', description: 'metric', isRequired: false, isSecret: false },
          ],
        },
      ],
    },
    listing: { categories: [], tags: ['rain', 'sea-ice'] },
  });
});

it('takes no second answer to a question, and nothing that is no form', () => {
  const twice = readForm(aForm({ variables: 'A: b\n### Name\n\nio.github.else/where' }));
  expect(twice).toEqual({ faults: ['"Name" stands twice: leave the headings of the form as they are'] });
  expect(readForm('It does not work')).toBeNull();
});
