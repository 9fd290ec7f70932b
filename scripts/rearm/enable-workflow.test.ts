import { expect, it } from 'vitest';
import { httpServer } from '../../proxy/testing.ts';
import { runScript } from '../testing.ts';

it('switches workflows on, and says which one GitHub does not take', async () => {
  const asked: string[] = [];
  await using github = await httpServer((request, response) => {
    asked.push(`${request.method} ${request.url} ${request.headers.authorization}`);
    response.writeHead(request.url?.includes('probe.yml') ? 204 : 404).end();
  });
  const env = {
    GITHUB_API_URL: new URL(github.url).origin,
    GITHUB_REPOSITORY: 'acme/registry',
    GITHUB_TOKEN: 'token-of-the-job',
  };
  expect(await runScript('rearm', ['probe.yml'], env)).toMatchObject({ code: 0, stdout: 'probe.yml: switched on\n' });
  const refused = await runScript('rearm', ['other.yml'], env);
  expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('404: is there such a workflow?') });
  expect(refused.stderr).not.toContain('token-of-the-job');
  expect(asked).toEqual([
    'PUT /repos/acme/registry/actions/workflows/probe.yml/enable Bearer token-of-the-job',
    'PUT /repos/acme/registry/actions/workflows/other.yml/enable Bearer token-of-the-job',
  ]);
  expect(await runScript('rearm', ['probe.yml'], { ...env, GITHUB_TOKEN: '' })).toMatchObject({ code: 2 });
}, 30_000);
