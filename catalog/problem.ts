import * as z from 'zod';
import { compareText } from './compare-text.ts';

/** How bad a problem is: an `error` keeps a change out, a `warning` is shown, an `info` is only said. */
export const Severity = z.enum(['error', 'warning', 'info']);
export type Severity = z.infer<typeof Severity>;

/** A change that mends a fault and nothing beside it: the key at the pointer gets another name, or goes, or another value. */
export const Edit = z.union([
  z.strictObject({ rename: z.string() }),
  z.strictObject({ delete: z.literal(true) }),
  z.strictObject({ value: z.unknown() }),
]);
export type Edit = z.infer<typeof Edit>;

/**
 * A fault in a file: where it stands, what it is, and how to mend it.
 * Lines and columns count from 1; the end is exclusive. `pointer` is a JSON Pointer (RFC 6901).
 * `code` is ours and stable (E1xx syntax, E2xx schema, E3xx rules, E4xx who may, E5xx against an earlier state); `reference` is the official registry's name for it.
 */
export const Problem = z.strictObject({
  file: z.string(),
  line: z.int().min(1),
  column: z.int().min(1),
  endLine: z.int().min(1),
  endColumn: z.int().min(1),
  pointer: z.string(),
  code: z.string().regex(/^[EWI]\d{3}$/),
  reference: z.string().optional(),
  severity: Severity,
  message: z.string(),
  fix: z.string(),
  /** Where the fix is safe to make without asking: `npm run validate -- --fix` makes it. */
  edit: Edit.optional(),
});
export type Problem = z.infer<typeof Problem>;

/** Problems in reading order: by file, then by place, then by code. */
export function byPlace(a: Problem, b: Problem): number {
  return (
    compareText(a.file, b.file) ||
    a.line - b.line ||
    a.column - b.column ||
    compareText(a.code, b.code) ||
    compareText(a.message, b.message)
  );
}
