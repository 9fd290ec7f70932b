import { describe, expect, it } from 'vitest';
import { jsonText } from '../json/json-edit.ts';
import { catalogFile } from '../read-catalog.ts';
import { aServerJson } from '../testing.ts';
import { judgeFile } from './judge.ts';

/** What is found of older names: the pointer, and the name now or what to do. */
function olderFields(over: Record<string, unknown>): string[] {
  return judgeFile(catalogFile('server.json', jsonText({ ...aServerJson(), ...over })))
    .filter(({ code }) => code === 'E322')
    .map(({ pointer, edit, fix }) => `${pointer} ${edit && 'rename' in edit ? edit.rename : fix}`);
}

describe('older-field', () => {
  it('knows the first edition, of May 2025', () => {
    const inputs = [{ name: 'KEY', is_required: true, is_secret: true, description: 'A key' }];
    expect(
      olderFields({
        id: '4e9cf4cf',
        version_detail: { version: '0.0.1-seed', is_latest: true },
        packages: [
          { registry_name: 'npm', name: 'weather', runtime_hint: 'npx', environment_variables: inputs },
          {
            registryType: 'npm',
            environmentVariables: inputs,
            runtimeArguments: [{ type: 'positional', value_hint: 'city', is_repeated: true }],
          },
        ],
        remotes: [{ transport_type: 'sse', url: 'https://weather.example.com/sse' }],
      }),
    ).toEqual([
      '/remotes/0/transport_type type',
      '/id Delete it. A server is known by its name.',
      '/version_detail Delete it. Write its "version" as "version"; the rest stands in listing.json.',
      '/packages/0/registry_name registryType',
      '/packages/0/name identifier',
      '/packages/0/runtime_hint runtimeHint',
      '/packages/0/environment_variables environmentVariables',
      '/packages/1/environmentVariables/0/is_required isRequired',
      '/packages/1/environmentVariables/0/is_secret isSecret',
      '/packages/1/runtimeArguments/0/value_hint valueHint',
      '/packages/1/runtimeArguments/0/is_repeated isRepeated',
    ]);
  });

  it('knows the flat editions, and the answers of the registry API', () => {
    expect(olderFields({ website_url: 'https://example.com/', status: 'active' })).toEqual([
      '/website_url websiteUrl',
      '/status Delete it. The record of the version in listing.json says it.',
    ]);
    expect(olderFields({ server: aServerJson() })[0]).toMatch(
      /^\/server Delete it\. This is an answer of the registry API/,
    );
  });

  it('offers no edit where the new name is taken, or where something would be lost', () => {
    const file = {
      ...aServerJson(),
      websiteUrl: 'https://a.example/',
      website_url: 'https://b.example/',
      status: 'deleted',
    };
    const found = judgeFile(catalogFile('server.json', jsonText(file)));
    expect(found.map(({ pointer, edit }) => [pointer, edit])).toEqual([
      ['/website_url', undefined],
      ['/status', undefined],
    ]);
  });
});
