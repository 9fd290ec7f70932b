import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Affinity } from '../../workers/affinity.ts';
import type { Inbound } from '../inbound.ts';

/** Lets the process where a 2026 client's call is parked answer its retry. False when that is here, or nowhere. */
export async function retryElsewhere(
  affinity: Affinity,
  request: IncomingMessage,
  response: ServerResponse,
  { message: { params }, body }: Inbound,
): Promise<boolean> {
  const id = params?.requestState;
  return typeof id === 'string' && (await affinity.handOver(request, response, { kind: 'parked', id, body }));
}
