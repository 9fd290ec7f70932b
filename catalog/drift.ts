import { canonicalJson } from './canonical-json.ts';
import { Drift } from './status.ts';
import type { FingerprintedTool, ToolDefinition } from './tool.ts';

/** The worst way in which tools differ from the reviewed ones. Of several tools with one name, each is held against it. */
export function driftOf(locked: readonly FingerprintedTool[], seen: readonly FingerprintedTool[]): Drift {
  const before = new Map(locked.map((tool) => [tool.name, tool]));
  const now = new Set(seen.map(({ name }) => name));
  const changes = seen.map((tool) => changeOf(before.get(tool.name), tool));
  const gone: Drift = locked.some(({ name }) => !now.has(name)) ? 'breaking' : 'none';
  return [...changes, gone].reduce(
    (worst, change) => (Drift.options.indexOf(change) > Drift.options.indexOf(worst) ? change : worst),
    'none',
  );
}

function changeOf(locked: FingerprintedTool | undefined, seen: FingerprintedTool): Drift {
  if (!locked) return 'additive';
  if (seen.hash === locked.hash) return 'none';
  const [a, b] = [locked.definition, seen.definition];
  if (differ(hints(a), hints(b))) return 'permission';
  // Which changes of a schema old calls survive takes a closer look than this: none is taken for granted.
  if (differ(a.inputSchema, b.inputSchema) || differ(a.outputSchema, b.outputSchema)) return 'breaking';
  return differ(a.description, b.description) ? 'description' : 'cosmetic';
}

/** A tool's hints, with the defaults that MCP gives to absent ones. */
function hints({ annotations = {} }: ToolDefinition) {
  const { readOnlyHint = false, destructiveHint = true, idempotentHint = false, openWorldHint = true } = annotations;
  return { readOnlyHint, destructiveHint, idempotentHint, openWorldHint };
}

function differ(a: unknown, b: unknown): boolean {
  return canonicalJson(a) !== canonicalJson(b);
}
