import { execFile } from 'node:child_process';
import { createServer } from 'node:net';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { registryServer } from '../proxy/registry/testing.ts';
import { ROOT } from './command.ts';

let server: Awaited<ReturnType<typeof registryServer>>;
beforeAll(async () => {
  server = await registryServer({ 'com.example/a': [{}], 'com.example/b': [{}], 'com.example/c': [{}] });
});
afterAll(() => server[Symbol.asyncDispose]());

function run(...args: string[]): Promise<{ code: unknown; stdout: string; stderr: string }> {
  return promisify(execFile)('bash', ['scripts/test_endpoints.sh', ...args], { cwd: ROOT }).then(
    (said) => ({ code: 0, ...said }),
    ({ code, stdout, stderr }) => ({ code, stdout, stderr }),
  );
}

describe('test_endpoints.sh', () => {
  it('asks for all, and says that all is well', async () => {
    const { code, stdout } = await run('--host', server.origin);
    expect([code, stdout.match(/^ {2}ok$/gm)?.length]).toEqual([0, 3]);
    expect(stdout).toMatch(/All is well\n$/);
  });

  it('asks for one, and shows its answer', async () => {
    const { code, stdout } = await run('-u', `${server.origin}/`, '-e', 'ping', '-v');
    expect(code).toBe(0);
    expect(stdout.replaceAll(' ', '')).toContain('"pong":true');
    expect(stdout).not.toContain('/v0/health');
  });

  it('asks for so many servers', async () => {
    const { stdout } = await run('-h', server.origin, '--endpoint', 'servers', '--limit', '2', '-v');
    expect(stdout).toContain('/v0/servers?limit=2');
    expect(stdout).toContain('com.example/b');
    expect(stdout).not.toContain('com.example/c"');
  });

  it('fails where nobody answers, and where the answer is none', async () => {
    const nobody = createServer().listen(0, '127.0.0.1');
    await new Promise((ready) => nobody.once('listening', ready));
    const address = nobody.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    await new Promise((closed) => nobody.close(closed));
    const dead = await run('-h', `http://127.0.0.1:${port}`, '-e', 'health');
    expect([dead.code, dead.stdout]).toEqual([1, expect.stringMatching(/nobody answers there\n1 failed\n$/)]);
    const refused = await run('-h', server.origin, '-e', 'servers', '-l', '0');
    expect([refused.code, refused.stdout]).toEqual([1, expect.stringContaining('status 400')]);
  });

  it.each([
    [['--endpoint', 'all', '--what'], 'Unknown option: --what'],
    [['-e', 'metrics'], 'No endpoint is called metrics'],
    [['--host'], '--host needs a value'],
  ])('takes %j for misuse', async (args, said) => {
    const { code, stderr } = await run(...args);
    expect([code, stderr]).toEqual([2, expect.stringContaining(said)]);
  });
});
