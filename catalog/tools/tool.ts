import { hash } from 'node:crypto';
import * as z from 'zod';
import { compareText } from '../compare-text.ts';
import { canonicalJson } from '../json/canonical-json.ts';
import { Era } from '../status/status.ts';

/** What a server says of itself, in any field; tools come as they are and keep fields that we do not know. */
export const ToolDefinition = z.looseObject({
  name: z.string(),
  title: z.string().optional(),
  description: z.string().optional(),
  inputSchema: z.record(z.string(), z.unknown()),
  outputSchema: z.record(z.string(), z.unknown()).optional(),
  annotations: z.looseObject({ title: z.string().optional() }).optional(),
});
/** A tool as its server sent it (MCP, `tools/list`), never as documentation describes it. */
export type ToolDefinition = z.infer<typeof ToolDefinition>;

/** A tool with its fingerprint: see `fingerprint`. */
export const FingerprintedTool = z.strictObject({ name: z.string(), hash: z.string(), definition: ToolDefinition });
export type FingerprintedTool = z.infer<typeof FingerprintedTool>;

/** `tools.json`: the reviewed tools of the latest version, sorted by name. Drift is held against it. */
export const ToolLock = z.strictObject({
  $schema: z.string().optional(),
  schemaVersion: z.literal(1),
  version: z.string(),
  era: Era,
  setHash: z.string(),
  tools: z.array(FingerprintedTool),
});
export type ToolLock = z.infer<typeof ToolLock>;

/** Tools sorted by name, each with its fingerprint, and one hash over them all. */
export function fingerprintTools(definitions: ToolDefinition[]): { setHash: string; tools: FingerprintedTool[] } {
  const tools = definitions
    .map((definition) => ({ name: definition.name, hash: fingerprint(definition), definition }))
    .sort((a, b) => compareText(a.name, b.name) || compareText(a.hash, b.hash));
  return { setHash: sha256(tools.map(({ name, hash }) => `${name}:${hash}\n`).join('')), tools };
}

/**
 * A tool's fingerprint: SHA-256 over the canonical JSON (sorted keys, as RFC 8785; text in Unicode NFC) of what a model
 * or a caller acts on. Fields outside that list may change without a review.
 */
export function fingerprint({
  name,
  title,
  description,
  inputSchema,
  outputSchema,
  annotations,
}: ToolDefinition): string {
  return sha256(canonicalJson({ name, title, description, inputSchema, outputSchema, annotations }));
}

function sha256(text: string): string {
  return `sha256-${hash('sha256', text, 'hex')}`;
}
