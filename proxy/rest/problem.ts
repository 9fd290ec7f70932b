import { z } from '@hono/zod-openapi';
import { Drift } from '../../catalog/status/status.ts';
import { type ErrorCode, STATUS } from '../error.ts';

/** What is held against a tool whose calls are refused. */
export const QuarantineBody = z
  .object({
    reason: z.string(),
    change: Drift.nullable().openapi({ description: 'How it differs from the reviewed one; null where there is none' }),
    flagged: z.array(z.object({ code: z.string(), what: z.string(), pointer: z.string() })),
    details: z.array(
      z.object({ pointer: z.string(), was: z.unknown().optional(), is: z.unknown().optional(), says: z.string() }),
    ),
  })
  .openapi('Quarantine');

/** The body of every error (RFC 9457). */
export const Problem = z
  .object({
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    error: z.string().openapi({ description: 'The same as detail, for clients that read only this' }),
    code: z.string(),
    retryable: z.boolean(),
    executed: z.enum(['no', 'maybe', 'yes']).openapi({ description: 'Whether the call ran' }),
    attempts: z.int(),
    errors: z.array(z.object({ pointer: z.string(), message: z.string() })).optional(),
    suggestions: z.array(z.string()).optional(),
    instanceId: z.string().optional(),
    retryAfterMs: z.number().optional(),
    quarantine: QuarantineBody.optional(),
  })
  .openapi('Problem');

/** The responses that a route's error codes stand for, for its OpenAPI document. */
export function problems(...codes: ErrorCode[]) {
  const statuses = [...new Set(codes.map((code) => STATUS[code]))];
  return Object.fromEntries(
    statuses.map((status) => {
      const description = codes.filter((code) => STATUS[code] === status).join(', ');
      return [status, { description, content: { 'application/problem+json': { schema: Problem } } }];
    }),
  );
}
