import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'undici';
import { type Egress, guardedConnector } from '../../catalog/net/connector.ts';
import type { Notification } from '../../catalog/status/notification.ts';

const TIMEOUT_MS = 10_000;
const RETRY_AFTER_MS = 1000;

/**
 * Sends a notification to a webhook by POST, and once more when it is not taken for now (no answer, 429, 5xx). It goes where
 * publishers' addresses may lead, and follows no redirect. Null when it was taken, else why not.
 */
export async function tellWebhook(
  url: string,
  notification: Notification,
  egress: Egress,
  { timeoutMs = TIMEOUT_MS, retryAfterMs = RETRY_AFTER_MS } = {},
): Promise<string | null> {
  const first = await post(url, notification, egress, timeoutMs);
  if (!first?.again) return first?.why ?? null;
  await sleep(retryAfterMs);
  return (await post(url, notification, egress, timeoutMs))?.why ?? null;
}

async function post(
  url: string,
  notification: Notification,
  egress: Egress,
  timeoutMs: number,
): Promise<{ why: string; again: boolean } | null> {
  const { origin, pathname, search } = new URL(url);
  const client = new Client(origin, { connect: guardedConnector(egress, {}, { timeoutMs }), allowH2: false });
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const { statusCode } = await client.request({
      ...{ method: 'POST', path: `${pathname}${search}`, signal, body: JSON.stringify(notification) },
      headers: { 'content-type': 'application/json', 'user-agent': 'mcp-service-registry' },
    });
    if (statusCode >= 200 && statusCode < 300) return null;
    const hint = statusCode >= 300 && statusCode < 400 ? ': give the address that it leads to' : '';
    return { why: `it answers ${statusCode}${hint}`, again: statusCode === 429 || statusCode >= 500 };
  } catch (error) {
    if (signal.aborted) return { why: `no answer in ${timeoutMs} ms`, again: true };
    return { why: error instanceof Error ? error.message : String(error), again: true };
  } finally {
    // Whatever its answer says: nobody reads it.
    await client.destroy();
  }
}
