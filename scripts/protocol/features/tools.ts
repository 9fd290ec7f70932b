import { expect } from 'vitest';
import * as z from 'zod';
import { type Feature, isModern, type Stage } from '../feature.ts';
import { VENDOR } from '../frank-server.ts';
import { expectSame } from './same.ts';

const Listed = z.object({
  tools: z.array(z.looseObject({ name: z.string(), inputSchema: z.looseObject({}) })),
  nextCursor: z.string().optional(),
});

async function pagesOf({ wire }: Stage) {
  const { ask } = await wire();
  const first = Listed.parse((await ask('tools/list')).body.result);
  const second = Listed.parse((await ask('tools/list', { cursor: first.nextCursor })).body.result);
  return [first, second] as const;
}

/** What tools are, and what they answer. */
export const TOOLS: Feature[] = [
  {
    name: '`tools/list`, page by page',
    onWire: true,
    try: async (stage) => {
      const [first, second] = await pagesOf(stage);
      expect([first.nextCursor, second.nextCursor]).toEqual([expect.any(String), undefined]);
      const names = [first, second].flatMap(({ tools }) => tools.map(({ name }) => name));
      expect(new Set(names).size).toBe(names.length);
      expect(Math.abs(first.tools.length - second.tools.length)).toBeLessThan(2);
    },
  },
  {
    name: '`tools/list`, as a client reads it',
    try: (stage) => expectSame(stage, 'tools/list'),
  },
  {
    name: 'whole definitions of tools, with fields that nobody knows',
    onWire: true,
    try: async (stage) => {
      const tools = (await pagesOf(stage)).flatMap((page) => page.tools);
      for (const tool of tools)
        expect(tool).toMatchObject({ ...VENDOR, annotations: VENDOR, _meta: { 'com.example/kept': VENDOR } });
      const { inputSchema } = tools.find(({ name }) => name === 'json_schema_2020_12_tool') ?? {};
      expect(inputSchema).toMatchObject({
        $schema: 'https://json-schema.org/draft/2020-12/schema',
        $defs: { address: { $anchor: 'addressDef' } },
        allOf: [{ anyOf: [{ required: ['phone'] }, { required: ['email'] }] }],
        if: {},
        additionalProperties: false,
      });
    },
  },
  {
    name: '`tools/call`, with every kind of content',
    try: async (stage) => {
      for (const name of ['test_multiple_content_types', 'test_audio_content', 'test_embedded_resource'])
        await expectSame(stage, 'tools/call', { name, arguments: {} });
    },
  },
  {
    name: '`structuredContent` and `outputSchema` (2026: any value; for 2025 wrapped in an object)',
    try: async (stage) => {
      await expectSame(stage, 'tools/call', { name: 'test_object', arguments: {} });
      const { structuredContent } = await stage.client.call('test_array');
      const isWhole = stage.era === '2026' && isModern(stage.upstream);
      expect(structuredContent).toEqual(isWhole ? [1, 2] : { result: [1, 2] });
    },
  },
  {
    name: 'a tool’s own error: a result with `isError`',
    try: async (stage) => {
      await expectSame(stage, 'tools/call', { name: 'test_error_handling', arguments: {} });
      expect(await stage.client.call('test_error_handling')).toHaveProperty('isError', true);
    },
  },
  {
    name: 'an argument that its tool wants repeated in a header, `Mcp-Param-…`',
    try: async ({ client, straight }) => {
      await Promise.all([client, straight].map((each) => each.request('tools/list')));
      const [through, without] = await Promise.all(
        [client, straight].map((each) => each.call('test_custom_header', { region: 'Zürich' })),
      );
      expect(through?.content).toEqual(without?.content);
      expect(JSON.stringify(through?.content)).toContain('Region: Zürich');
    },
  },
  {
    name: '`Mcp-Method`, `Mcp-Name` and `Mcp-Param-…` that say something else than the body are refused',
    onWire: true,
    try: async ({ wire }) => {
      const { call } = await wire();
      const codeOf = async (headers: Record<string, string>) => {
        const { status, body } = await call('test_custom_header', { region: 'eu' }, { headers });
        return [status, body.error?.code];
      };
      expect(await codeOf({ 'mcp-param-region': 'eu' })).toEqual([200, undefined]);
      expect(await codeOf({ 'mcp-param-region': 'us' })).toEqual([400, -32020]);
      expect(await codeOf({})).toEqual([400, -32020]);
      expect(await codeOf({ 'mcp-param-region': 'eu', 'mcp-name': 'test_simple_text' })).toEqual([400, -32020]);
      expect(await codeOf({ 'mcp-param-region': 'eu', 'mcp-method': 'tools/list' })).toEqual([400, -32020]);
    },
    not: ({ era }) => (era === '2025' ? 'A client of 2025 repeats nothing in headers.' : undefined),
  },
];
