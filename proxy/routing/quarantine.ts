import { type FlaggedText, flaggedText, type Surroundings, visible } from '../../catalog/flagged-text.ts';
import type { Drift } from '../../catalog/status/status.ts';
import type { FingerprintedTool, ToolDefinition } from '../../catalog/tools/tool.ts';
import { type ChangeDetail, toolChange } from '../../catalog/tools/tool-change.ts';
import { ProxyError } from '../error.ts';
import { hashOf } from './fingerprints.ts';
import type { HeldTool, Quarantine } from './held-tool.ts';
import type { RoutedService } from './router.ts';

const MOST_DETAILS = 20;

/** What is held against a live tool, beside the reviewed one of its name; null when it may be called. */
export function quarantineOf(
  reviewed: FingerprintedTool | undefined,
  live: ToolDefinition,
  surroundings: Surroundings,
): Quarantine | null {
  try {
    if (reviewed && hashOf(live) === reviewed.hash) return null;
    const { change, details } = reviewed ? toolChange(reviewed.definition, live) : { change: null, details: [] };
    const flagged = flaggedText(live, surroundings);
    const isWorse = change === 'breaking' || change === 'permission';
    return isWorse || flagged.length > 0 ? described(change, details, flagged) : null;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const says = 'it is nested deeper than can be read';
    return { reason: says, change: 'breaking', flagged: [], details: [{ pointer: '', says }] };
  }
}

/** Throws `tool_quarantined` when calls of a tool are refused. All that a call pays is this look. */
export function refuseQuarantined(service: RoutedService, tool: string): void {
  const held = service.quarantined.get(tool);
  if (held) throw refusal(service, held);
}

/** A tool as clients of MCP see it in lists: a quarantined one as it was reviewed, and said to be quarantined. */
export function shownTool(service: RoutedService, tool: ToolDefinition): ToolDefinition {
  const held = service.quarantined.get(tool.name);
  if (!held) return tool;
  const { title, inputSchema = { type: 'object' }, annotations } = held.reviewed ?? {};
  return {
    name: tool.name,
    ...(title === undefined ? {} : { title }),
    description: `Quarantined, calls are refused: ${held.quarantine.reason}`,
    inputSchema,
    ...(annotations === undefined ? {} : { annotations }),
    _meta: { [service.quarantineKey]: held.quarantine },
  };
}

/** A result of `tools/list`, with its quarantined tools as `shownTool` has them. */
export function shownList(service: RoutedService, result: Record<string, unknown>): Record<string, unknown> {
  const { tools } = result;
  if (service.quarantined.size === 0 || !Array.isArray(tools)) return result;
  return {
    ...result,
    tools: tools.map((tool) => (service.quarantined.has(tool?.name) ? shownTool(service, tool) : tool)),
  };
}

function refusal({ name }: RoutedService, { tool, quarantine }: HeldTool): ProxyError {
  const detail = `${name} · ${tool} is quarantined: ${quarantine.reason}. Accept it by a new lock in the catalog, or by ${JSON.stringify(`${name}/${tool}`)} in "locks.allow" of proxy.config.json`;
  return new ProxyError('tool_quarantined', detail, { quarantine });
}

function described(change: Drift | null, details: ChangeDetail[], flagged: FlaggedText[]): Quarantine {
  const shown = details.slice(0, MOST_DETAILS).map(({ pointer, was, is, says }) => ({
    pointer: plainPointer(pointer),
    ...(isPlain(was) ? { was } : {}),
    ...(isPlain(is) ? { is } : {}),
    says: plainWords(says),
  }));
  const flags = flagged.map(({ code, what, pointer }) => ({ code, what, pointer: plainPointer(pointer) }));
  const [first] = shown;
  const isWorse = change === 'breaking' || change === 'permission';
  const reasons = [
    ...flags.map(({ what, pointer }) => `its text at ${pointer} holds ${what}`),
    ...(isWorse && first
      ? [`a ${change} change since it was reviewed, at ${first.pointer || '/'}: ${first.says}`]
      : []),
  ];
  return { reason: reasons.join('; '), change, flagged: flags, details: shown };
}

// A changed tool may be made to act on whoever reads of the change: names and values of its own are shown when they are
// plain words, and left out else.

const PLAIN = /^[\w$.:-]{1,64}$/;

function isPlain(value: unknown): boolean {
  return typeof value === 'number' || typeof value === 'boolean' || (typeof value === 'string' && PLAIN.test(value));
}

function plainPointer(pointer: string): string {
  const steps = pointer.split('/').map((step) => (step === '' || PLAIN.test(step) ? step : '…'));
  return steps.length > 24 ? `${steps.slice(0, 24).join('/')}/…` : steps.join('/');
}

function plainWords(says: string): string {
  const words = says.replace(/"((?:[^"\\]|\\.)*)"/g, (quoted, name: string) => (PLAIN.test(name) ? quoted : '"…"'));
  return visible(words.length > 300 ? `${words.slice(0, 300)}…` : words);
}
