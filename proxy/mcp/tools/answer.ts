import type { CallToolResult } from '@modelcontextprotocol/server';

/** The most bytes of JSON in one answer: what a model can read without losing its thread. */
export const PAGE_BYTES = 20_000;

const SUMMARY_CHARACTERS = 300;

/** An answer of ours: for programs, and as text for models. */
export function answer(structuredContent: Record<string, unknown>): CallToolResult {
  return { content: [{ type: 'text', text: JSON.stringify(structuredContent) }], structuredContent };
}

/** As many lines from the front as fit into one answer; at least one. */
export function fitting<T>(lines: readonly T[], bytes = PAGE_BYTES - 200): T[] {
  let used = 0;
  const end = lines.findIndex((line, index) => {
    used += Buffer.byteLength(JSON.stringify(line)) + 1;
    return used > bytes && index > 0;
  });
  return lines.slice(0, end === -1 ? lines.length : end);
}

export function shortened(text = ''): string {
  return text.length <= SUMMARY_CHARACTERS ? text : `${text.slice(0, SUMMARY_CHARACTERS).trimEnd()} …`;
}
