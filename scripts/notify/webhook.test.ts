import { json } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { Notification } from '../../catalog/status/notification.ts';
import { httpServer } from '../../proxy/testing.ts';
import { aNotification } from './testing.ts';
import { tellWebhook } from './webhook.ts';

const notification = aNotification();
const quick = { timeoutMs: 200, retryAfterMs: 1 };

/** A receiver that answers in turn with these, and then with 204; 0 is no answer. */
async function receiver(...statuses: number[]) {
  const got: unknown[] = [];
  const server = await httpServer(async (request, response) => {
    got.push(await json(request));
    const status = statuses.shift() ?? 204;
    if (status > 0) response.writeHead(status, { location: 'http://127.0.0.1:9/elsewhere' }).end();
  });
  const tell = () => tellWebhook(server.url, notification, { any: true }, quick);
  return { got, tell, url: server.url, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

describe('a webhook', () => {
  it('gets the notification as JSON of its published shape', async () => {
    await using hook = await receiver();
    expect(await hook.tell()).toBe(null);
    expect(hook.got.map((each) => Notification.parse(each))).toEqual([notification]);
  });

  it.each([
    ['503', [503], null, 2],
    ['429', [429], null, 2],
    ['nothing', [0], null, 2],
    ['503, and again', [503, 503], 'it answers 503', 2],
    ['nothing, and again', [0, 0], 'no answer in 200 ms', 2],
    ['400', [400], 'it answers 400', 1],
    ['a redirect', [307], 'it answers 307: give the address that it leads to', 1],
  ])('that answers %s is told once more at most, and never elsewhere', async (_what, statuses, why, times) => {
    await using hook = await receiver(...statuses);
    expect(await hook.tell()).toBe(why);
    expect(hook.got).toHaveLength(times);
  });

  it('is not gone to where publishers’ addresses may not lead', async () => {
    await using hook = await receiver();
    expect(await tellWebhook(hook.url, notification, {}, quick)).toMatch(/127\.0\.0\.1/);
    expect(hook.got).toEqual([]);
  });
});
