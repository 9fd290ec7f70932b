import { tmpdir } from 'node:os';
import { lookAt } from '../look.ts';
import { excusing } from '../sandbox/boot.ts';
import type { Canary, Perch } from './canary.ts';
import { SONG } from './speaking.ts';

export const noisy: Canary = {
  name: 'noisy',
  expected: 'ok',
  about: 'A process that is well, and chats between its messages on both of its outputs.',
  isQuick: true,
  start: async () => child(process.execPath, NOISY),
};

export const crashing: Canary = {
  name: 'crashing',
  expected: 'crashed',
  about: 'A process that fails as soon as it is started.',
  start: async () => child(process.execPath, 'throw new Error("it has a bug")'),
};

/** Looked at as a package that is started in a sandbox; it needs none, since it is ours. */
export const keyless: Canary = {
  name: 'keyless',
  expected: 'needs-config',
  about: 'A process that ends for want of a key, and says so.',
  start: async () => ({
    ...child(process.execPath, 'console.error("CANARY_API_KEY is required"); process.exit(1)'),
    look: (spec, options) => lookAt(spec, { ...options, connect: excusing([]) }),
  }),
};

export const runnerless: Canary = {
  name: 'runnerless',
  expected: 'not-runnable',
  about: 'A process whose program is not on this machine.',
  start: async () => child('no-such-program-of-a-canary', ''),
};

function child(command: string, script: string): Perch {
  const target = { transport: 'stdio' as const, command: { command, args: ['-e', script], env: {}, cwd: tmpdir() } };
  return {
    spec: { id: 'canary', transport: 'stdio', address: 'a process of ours', location: 'local', target },
    [Symbol.asyncDispose]: async () => {},
  };
}

/** A server over stdio, of 2025, that says more than it should. */
const NOISY = `
const chat = () => { console.log('[info] singing'); console.log('{"level":"info"}'); console.error('warning: a cat'); };
const server = { protocolVersion: '2025-06-18', capabilities: { tools: {} }, serverInfo: { name: 'canary', version: '1' } };
const results = { initialize: server, 'tools/list': { tools: [${JSON.stringify(SONG)}] } };
chat();
require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
  const { id, method } = JSON.parse(line);
  chat();
  const result = results[method];
  const answer = result ? { result } : { error: { code: -32601, message: 'Method not found' } };
  if (id !== undefined) console.log(JSON.stringify({ jsonrpc: '2.0', id, ...answer }));
  chat();
});
`;
