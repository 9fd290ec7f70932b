import { describe, expect, it } from 'vitest';
import { excuseOf } from './last-words.ts';

const reasonOf = (said: string, secrets: string[] = []) => excuseOf(said, secrets)?.reason ?? null;

describe('the last words of a server', () => {
  it.each([
    'Error: FOO_API_KEY is required\n    at file:///x.js:1:1\n\nNode.js v20.20.2',
    'GITHUB_TOKEN environment variable is not set',
    'Please set OPENAI_API_KEY',
    'Missing required environment variables: A, B',
    'No API key provided',
    'error: missing required argument "folder"',
    'Usage: mcp-server-filesystem <allowed-directory> [additional-directories...]',
    'ValueError: AWS credentials must be set',
  ])('ask for settings: %j', (said) => expect(reasonOf(said)).toBe('needs-config'));

  it.each([
    'Error: getaddrinfo EAI_AGAIN api.example.com',
    'TypeError: fetch failed\n  cause: Error: connect ENETUNREACH 192.0.2.1:443',
    "Error: EROFS: read-only file system, open '/x'",
  ])('ask for what a sandbox does not give: %j', (said) => expect(reasonOf(said)).toBe('not-runnable'));

  it.each([
    '',
    'Error: this server has a bug',
    'ReferenceError: API_KEY is not defined',
    "TypeError: Cannot read properties of undefined (reading 'token')",
    "SyntaxError: Unexpected token '<', missing ) after argument list",
    "Error: Cannot find module 'x'\n  code: 'MODULE_NOT_FOUND',\n  requireStack: []",
    'Error [ERR_PACKAGE_PATH_NOT_EXPORTED]: No "exports" main defined',
  ])('are a crash: %j', (said) => expect(reasonOf(said)).toBeNull());

  it('are no crash of a server that requires a secret and got none', () => {
    expect(excuseOf('Error: failed', ['TOKEN'])).toEqual({ reason: 'needs-config', message: 'it ends without TOKEN' });
    expect(reasonOf('TOKEN?', ['TOKEN'])).toBe('needs-config');
  });

  it('are shown as what the error says, not as its source', () => {
    const said = "  reject(new DNSException(err, 'getaddrinfo'));\nError: getaddrinfo EAI_AGAIN example.com";
    expect(excuseOf(said, [])?.message).toMatch(/: Error: getaddrinfo EAI_AGAIN example\.com$/);
  });
});
