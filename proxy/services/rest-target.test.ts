import { describe, expect, it } from 'vitest';
import { aTool } from '../../catalog/testing.ts';
import { ConfiguredInstance } from '../config.ts';
import { configuredRestTarget, restTarget } from './rest-target.ts';

type Instance = Parameters<typeof configuredRestTarget>[0];

function target(instance: object, env: NodeJS.ProcessEnv = {}, lockedTools = () => [aTool()]) {
  const parsed = ConfiguredInstance.parse({ id: 'a', url: 'https://api.example.com/v1/', ...instance });
  return configuredRestTarget(parsed as Instance, { folder: '/srv', env }, lockedTools);
}

describe('configuredRestTarget', () => {
  it.each([
    [undefined, { url: 'https://api.example.com/v1/openapi.json' }],
    ['/docs/api.yaml?v=2', { url: 'https://api.example.com/v1/docs/api.yaml?v=2' }],
    ['https://elsewhere.example.com/api.json', { url: 'https://elsewhere.example.com/api.json' }],
    [{ path: 'api.yaml' }, { file: '/srv/api.yaml' }],
  ])('finds the document %j', (document, expected) => {
    expect(target({ transport: 'openapi', ...(document ? { document } : {}) })).toMatchObject({
      openapi: { document: expected, healthPath: '/health', security: {} },
      http: { egress: { any: true } },
    });
  });

  it('takes secrets from where the configuration says, and says which are not set', () => {
    const instance = { transport: 'openapi', headers: { 'X-A': { env: 'A' } }, security: { key: { env: 'KEY' } } };
    expect(target(instance, { A: 'a', KEY: 'k' })).toMatchObject({
      http: { headers: { 'X-A': 'a' } },
      openapi: { security: { key: 'k' } },
    });
    expect(target(instance, {})).toMatchObject({ reason: 'needs-config', message: expect.stringMatching(/X-A, key/) });
  });

  it('sends the key of the first system’s convention as a bearer, and knows tools of the configuration before the entry’s', () => {
    const rest = target({ transport: 'rest', key: { env: 'KEY' }, healthPath: '/up' }, { KEY: 'k' });
    expect(rest).toMatchObject({
      http: { headers: { authorization: 'Bearer k' } },
      rest: { healthPath: '/up', tools: [aTool()] },
    });
    const own = aTool({ name: 'own' });
    expect(target({ transport: 'rest', tools: [own] })).toMatchObject({ rest: { tools: [own] } });
    expect(target({ transport: 'rest', key: { env: 'KEY' } })).toMatchObject({ reason: 'needs-config' });
  });

  it('takes no health path that leads elsewhere', () => {
    expect(() => target({ transport: 'rest', healthPath: 'https://example.com/' })).toThrow(/healthPath/);
  });
});

it('reaches a service of the catalog by its address alone', () => {
  const http = { url: 'https://api.example.com', headers: {}, egress: {} };
  expect(restTarget('openapi', http, () => [])).toMatchObject({
    openapi: { document: { url: 'https://api.example.com/openapi.json' } },
  });
  expect(restTarget('rest', http, () => [aTool()])).toMatchObject({ rest: { tools: [aTool()] } });
});
