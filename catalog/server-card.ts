import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import ajvFormats from 'ajv-formats';
import * as z from 'zod';

/** What we read of a server card: what a hosted server says of itself at an address of its own. Advisory, no proof of anything. */
export const ServerCard = z.looseObject({
  name: z.string(),
  version: z.string(),
  description: z.string(),
  title: z.string().optional(),
});
export type ServerCard = z.infer<typeof ServerCard>;

/** Whether something is a server card, by the official JSON Schema (v1, as vendored), and the first fault of what is none. */
export function readServerCard(value: unknown): { card: ServerCard } | { fault: string } {
  if (!validator()(value)) {
    const [error] = validator().errors ?? [];
    return { fault: `${error?.instancePath || 'it'} ${error?.message ?? 'is no server card'}` };
  }
  return { card: ServerCard.parse(value) };
}

type Validator = ReturnType<Ajv2020['compile']>;
let compiled: Validator | null = null;

/** Compiled when the first card is read: most that look at servers never see one. */
function validator(): Validator {
  if (compiled) return compiled;
  const text = readFileSync(new URL('./schema/server-card.schema.json', import.meta.url), 'utf8');
  const { $defs }: { $defs: Record<string, unknown> } = JSON.parse(text);
  const ajv = ajvFormats.default(new Ajv2020({ strict: false }));
  compiled = ajv.compile({ $defs, $ref: '#/$defs/ServerCard' });
  return compiled;
}
