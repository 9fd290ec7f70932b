import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { expect, it } from 'vitest';
import { startFixture } from './fixture.ts';

const CLIENTS = [
  { era: 'legacy', mode: 'legacy' },
  { era: 'modern', mode: { pin: '2026-07-28' } },
] as const;

it.each(CLIENTS)('lists and calls its tools for a $era client, and asks it what it needs to know', async ({ mode }) => {
  await using fixture = await startFixture();
  const client = new Client(
    { name: 'test', version: '1.0.0' },
    { versionNegotiation: { mode }, capabilities: { elicitation: {} } },
  );
  client.setRequestHandler('elicitation/create', async () => ({ action: 'accept', content: { name: 'Ada' } }));
  await client.connect(new StreamableHTTPClientTransport(new URL(fixture.url)));

  const { tools } = await client.listTools();
  expect(tools.map(({ name }) => name)).toContain('test_multiple_content_types');
  expect(await client.callTool({ name: 'test_simple_text' })).toMatchObject({ content: [{ type: 'text' }] });
  expect(await client.callTool({ name: 'test_input_required_result_elicitation' })).toMatchObject({
    content: [{ text: 'Hello, Ada!' }],
  });
  await client.close();
});

it.each([
  { eras: 'legacy', mode: { pin: '2026-07-28' } },
  { eras: 'modern', mode: 'legacy' },
] as const)('refuses the other clients when it is $eras alone', async ({ eras, mode }) => {
  await using fixture = await startFixture({ eras });
  const client = new Client({ name: 'test', version: '1.0.0' }, { versionNegotiation: { mode } });
  await expect(client.connect(new StreamableHTTPClientTransport(new URL(fixture.url)))).rejects.toThrow();
});
