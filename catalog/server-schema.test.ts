import { describe, expect, it } from 'vitest';
import { asServerJson, serverSchemaFaults } from './server-schema.ts';
import { aServerJson } from './testing.ts';

function faults(over: Record<string, unknown>): string[] {
  return serverSchemaFaults({ ...aServerJson(), ...over }).map(
    ({ pointer, message, fix }) => `${pointer} ${message} | ${fix}`,
  );
}

describe('serverSchemaFaults', () => {
  it('says one thing of a transport that does not exist: which ones do', () => {
    expect(faults({ remotes: [{ type: 'htpp', url: 'https://example.com/mcp' }] })).toEqual([
      '/remotes/0/type "type" is "htpp" | Write one of streamable-http, sse.',
    ]);
    expect(faults({ packages: [{ registryType: 'npm', identifier: 'a', transport: { type: 'stdoi' } }] })).toEqual([
      '/packages/0/transport/type "type" is "stdoi" | Write one of stdio, streamable-http, sse. Did you mean "stdio"?',
    ]);
  });

  it('hears only the transport that the type names', () => {
    expect(faults({ remotes: [{ type: 'sse', headers: [{ isSecret: true }] }] })).toEqual([
      '/remotes/0/url "url" is missing | Add "url": a string.',
      '/remotes/0/headers/0/name "name" is missing | Add "name": a string.',
    ]);
  });

  it('says what an argument lacks', () => {
    const packageArguments = [{ type: 'positional' }, { type: 'named' }, { name: '--x' }];
    const transport = { type: 'stdio' };
    expect(faults({ packages: [{ registryType: 'npm', identifier: 'a', transport, packageArguments }] })).toEqual([
      '/packages/0/packageArguments/0 "packageArguments[0]" needs "valueHint" or "value" | Add "valueHint" or "value".',
      '/packages/0/packageArguments/1/name "name" is missing | Add "name": a string.',
      '/packages/0/packageArguments/2/type "type" is missing | Add "type": one of positional, named.',
    ]);
  });

  it('counts the characters of a text that is too long', () => {
    expect(faults({ description: '🌦'.repeat(101) })).toEqual([
      '/description "description" has 101 characters; at most 100 are allowed | Shorten it by 1.',
    ]);
  });

  it('says each thing once', () => {
    expect(faults({ remotes: [4] })).toEqual(['/remotes/0 "remotes[0]" is a number | Write an object, { … }.']);
  });
});

describe('asServerJson', () => {
  it('takes what can be read although a rule is broken', () => {
    expect(asServerJson(aServerJson({ description: 'x'.repeat(101), version: '^1' }))).not.toBeNull();
    expect(asServerJson({ ...aServerJson(), remotes: [{ type: 'carrier-pigeon', url: 'nowhere' }] })).not.toBeNull();
  });

  it('refuses what the types do not fit', () => {
    expect(asServerJson({ ...aServerJson(), remotes: 'https://example.com' })).toBeNull();
    expect(
      asServerJson({ ...aServerJson(), remotes: [{ type: 'sse', url: 'https://example.com', headers: [{}] }] }),
    ).toBeNull();
    expect(asServerJson({ name: 'com.example/weather', version: '1.0.0' })).toBeNull();
  });
});
