import type * as z from 'zod';
import { parseJsonSource } from '../../../catalog/json/json-source.ts';
import type { Problem } from '../../../catalog/problem.ts';
import { readBody } from '../../body.ts';
import { ProxyError } from '../../error.ts';
import type { Asked } from '../endpoint.ts';

/** So many faults are told: whoever has more reads them at `/validate`. */
const MOST_FAULTS = 50;

/** The text of a request's body. Throws `payload_too_large`. */
export function bodyText({ request, bodyBytes }: Asked): Promise<string> {
  return readBody(request, bodyBytes);
}

/** A body as a shape. Throws `invalid_request` for what is no JSON, or too deep, `unprocessable` for another shape. Values are not repeated. */
export function parseBody<T>(text: string, shape: z.ZodType<T>): T {
  const { value, problems } = parseJsonSource('body', Buffer.from(text));
  const fault = problems.find(({ severity }) => severity === 'error');
  if (fault) {
    // The reader's words may repeat what it read, which may be a secret.
    const { line, column, code } = fault;
    throw new ProxyError(
      'invalid_request',
      `The body is no JSON that can be taken: line ${line}, column ${column} (${code})`,
    );
  }
  const { data, error } = shape.safeParse(value);
  if (!error) return data;
  const errors = error.issues.slice(0, MOST_FAULTS).map(({ path, message }) => ({
    pointer: path.map((part) => `/${String(part)}`).join(''),
    message,
    location: ['body', ...path.map(String)].join('.'),
  }));
  const first = errors.map(({ location, message }) => `${location}: ${message}`).join('; ');
  throw new ProxyError('unprocessable', `validation failed: ${first}`, { errors });
}

/** The fault of a `server.json`, or of what would become of an entry: each problem at its place. */
export function refusal(
  code: 'unprocessable' | 'invalid_request',
  message: string,
  problems: readonly Problem[],
): ProxyError {
  const errors = problems
    .filter(({ severity }) => severity === 'error')
    .slice(0, MOST_FAULTS)
    .map(({ pointer, message, fix, code }) => ({ pointer, message: `${message}. ${fix} (${code})` }));
  const [first] = errors;
  return new ProxyError(code, first ? `${message}: ${first.message}` : message, { errors });
}
