import type { Entry } from '../../catalog/entry.ts';
import { anEntry } from '../../catalog/testing.ts';
import type { ToolDefinition } from '../../catalog/tools/tool.ts';

/** The servers that are measured: who they are, where they are, and what they have. Known by their numbers, from 0. */

const TOOLS = 10;

/** An address of its own, in 127.0.0.0/8. */
export function addressOf(index: number): string {
  return `127.${1 + Math.floor(index / 10_000)}.${Math.floor(index / 100) % 100}.${1 + (index % 100)}`;
}

/** Which one an address is. */
export function indexOf(address: string): number {
  const [, high = 1, middle = 0, low = 1] = address.split('.').map((part) => Number.parseInt(part, 10));
  return (high - 1) * 10_000 + middle * 100 + low - 1;
}

/** Every second one is of 2025. */
export function isLegacy(index: number): boolean {
  return index % 2 === 1;
}

/** The tools of one server; no two servers have the same. */
export function toolsOf(index: number): ToolDefinition[] {
  return Array.from({ length: TOOLS }, (_none, nth) => ({
    name: `do_${nth}_of_${index}`,
    title: `Do ${nth}`,
    description:
      `Does the ${nth}. of the things that server ${index} can do, and tells at length what came of it. `.repeat(3),
    inputSchema: {
      type: 'object',
      properties: {
        query: { type: 'string', description: `What to look for in ${index}`, minLength: 1, maxLength: 200 + nth },
        limit: { type: 'integer', minimum: 1, maximum: 100, default: 10 + (index % 50) },
        order: { enum: ['newest', 'oldest', 'best'] },
        filter: {
          type: 'object',
          properties: { tags: { type: 'array', items: { type: 'string' } }, since: { type: 'string', format: 'date' } },
          additionalProperties: false,
        },
      },
      required: ['query'],
    },
    annotations: { readOnlyHint: true },
  }));
}

/** One of them as the catalog has it. */
export function entryOf(index: number, port: number): Entry {
  const remotes = [{ type: 'streamable-http', url: `http://${addressOf(index)}:${port}/mcp` }];
  return anEntry({ server: { name: `com.example/server-${index}`, remotes } });
}
