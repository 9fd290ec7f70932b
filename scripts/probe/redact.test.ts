import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { curlOf } from './curl.ts';
import { redactedHeader, redactedUrl, withoutSecrets } from './redact.ts';

const token = 'a1b2c3d4e5f6a7b8c9d0e1f2';

describe('what is kept of headers and addresses', () => {
  it('are headers that are no secrets', () => {
    const secret = ['authorization', 'cookie', 'set-cookie', 'x-api-key', 'x-auth', 'mcp-session-id', 'x-access-token'];
    expect(secret.map((name) => redactedHeader(name, 'v'))).toEqual(secret.map(() => '[redacted]'));
    const open = ['content-type', 'www-authenticate', 'retry-after', 'mcp-protocol-version', 'server'];
    expect(open.map((name) => redactedHeader(name, 'v'))).toEqual(open.map(() => 'v'));
    expect(redactedHeader('location', `https://a.example/cb?code=1&b=2`)).toBe(
      'https://a.example/cb?code=[redacted]&b=2',
    );
  });

  it.each([
    ['https://u:p@a.example/mcp', 'https://a.example/mcp'],
    [
      'https://a.example/mcp?api_key=x&q=1&sessionId=7',
      'https://a.example/mcp?api_key=[redacted]&q=1&sessionId=[redacted]',
    ],
    [`https://a.example/s/${token}/mcp?p=${token}#f`, 'https://a.example/s/[redacted]/mcp?p=[redacted]'],
    ['/mcp?key=x', '/mcp?key=[redacted]'],
    ['/a-long-name-of-a-service-without-digits/mcp', '/a-long-name-of-a-service-without-digits/mcp'],
  ])('is of %s no more than %s', (url, kept) => {
    expect(redactedUrl(url)).toBe(kept);
  });

  it('is no secret that came back in a text', () => {
    expect(withoutSecrets('no: Bearer hush-hush, abc', ['Bearer hush-hush', 'abc'])).toBe('no: [redacted], abc');
  });
});

describe('the command that repeats a request', () => {
  const target = { url: `https://u:p@a.example/mcp`, headers: { 'X-Own': 'hush' }, egress: {} };
  const sent = {
    method: 'POST',
    path: `/it's/mcp?key=hush`,
    headers: ['user-agent', 'us', 'X-Own', 'hush', 'accept', 'a/b', 'mcp-session-id', 'hush'],
    body: `{"a":"it's $HOME \`id\`"}`,
  };

  it('has variables in the places of secrets, and a shell makes of it what was sent', () => {
    const line = curlOf(target, sent) ?? '';
    expect(line).not.toContain('hush');
    const env = { KEY: 'k k', X_OWN: 'o', MCP_SESSION_ID: 's', PATH: process.env.PATH ?? '' };
    const words = execFileSync('sh', ['-c', `curl() { printf '%s\\n' "$@"; }; ${line}`], { env, encoding: 'utf8' });
    expect(words.trimEnd().split('\n')).toEqual([
      ...['-sSi', '--max-time', '20', '-X', 'POST', `https://a.example/it's/mcp?key=k k`],
      ...['-H', 'x-own: o', '-H', 'accept: a/b', '-H', 'mcp-session-id: s', '-d', sent.body],
    ]);
  });

  it('is left out when it is too long', () => {
    expect(curlOf(target, { ...sent, body: 'x'.repeat(1000) })).toBeNull();
  });
});
