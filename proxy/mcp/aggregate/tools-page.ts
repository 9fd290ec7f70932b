import type { ToolDefinition } from '../../../catalog/tools/tool.ts';
import { OUR_META } from '../plain-request.ts';

/** The result of a face's `tools/list` as text, written anew when the list is another. All of it is one page. */
export class ToolsPage {
  #of: readonly ToolDefinition[] | null = null;
  #text = '';

  textOf(tools: readonly ToolDefinition[]): string {
    if (tools !== this.#of) {
      this.#of = tools;
      this.#text = JSON.stringify({ tools, resultType: 'complete', ttlMs: 0, cacheScope: 'private', _meta: OUR_META });
    }
    return this.#text;
  }
}
