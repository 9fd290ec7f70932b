import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { type ClientSession, Sessions } from './sessions.ts';

/** A session that answers when it is told to. */
function aSession() {
  let done = () => {};
  const session: ClientSession & { isClosed: boolean; finish: () => void } = {
    isClosed: false,
    answer: () =>
      new Promise((finish) => {
        done = finish;
      }),
    close: async () => {
      session.isClosed = true;
    },
    finish: () => done(),
  };
  return session;
}

/** Asks a session, and gives the status of the answer once there is one. */
async function ask(sessions: Sessions, id: string): Promise<number> {
  const request = new IncomingMessage(new Socket());
  const response = new ServerResponse(request);
  await sessions.serve({ id, service: 's' }, request, response, null);
  return response.statusCode;
}

describe('sessions', () => {
  it('end when nobody has used them for too long, unless they are busy', async () => {
    let now = 0;
    await using sessions = new Sessions({ idleMs: 100, most: 10 }, { now: () => now });
    const [idle, busy, used] = [aSession(), aSession(), aSession()];
    sessions.add('idle', 's', idle);
    sessions.add('busy', 's', busy);
    sessions.add('used', 's', used);
    const listening = ask(sessions, 'busy');
    now = 90;
    const answered = ask(sessions, 'used');
    used.finish();
    await answered;
    now = 150;
    sessions.sweep();
    expect([sessions.size, idle.isClosed, busy.isClosed, used.isClosed]).toEqual([2, true, false, false]);
    busy.finish();
    await listening;
    now = 251;
    sessions.sweep();
    expect([sessions.size, used.isClosed]).toEqual([0, true]);
  });

  it('make room for a new one: the one that rested longest goes, the busy ones stay', async () => {
    await using sessions = new Sessions({ idleMs: 1000, most: 3 });
    const [busy, used, rested] = [aSession(), aSession(), aSession()];
    sessions.add('busy', 's', busy);
    sessions.add('used', 's', used);
    sessions.add('rested', 's', rested);
    void ask(sessions, 'busy');
    const answered = ask(sessions, 'used');
    used.finish();
    await answered;
    sessions.add('new', 's', aSession());
    expect([sessions.size, busy.isClosed, used.isClosed, rested.isClosed]).toEqual([3, false, false, true]);
    busy.finish();
  });

  it('are never more than allowed, even when all are busy', async () => {
    await using sessions = new Sessions({ idleMs: 1000, most: 2 });
    const all = [aSession(), aSession()];
    for (const [at, session] of all.entries()) {
      sessions.add(String(at), 's', session);
      void ask(sessions, String(at));
    }
    sessions.add('new', 's', aSession());
    expect([sessions.size, all.map(({ isClosed }) => isClosed)]).toEqual([2, [true, false]]);
  });

  it('are good for the service they were made on alone', async () => {
    await using sessions = new Sessions({ idleMs: 1000, most: 2 });
    const session = aSession();
    sessions.add('a', 'other', session);
    expect([await ask(sessions, 'a'), await sessions.end('a', 's'), session.isClosed]).toEqual([404, false, false]);
    expect([await sessions.end('a', 'other'), session.isClosed, sessions.size]).toEqual([true, true, 0]);
  });

  it('all end with us', async () => {
    const session = aSession();
    {
      await using sessions = new Sessions({ idleMs: 1000, most: 2 });
      sessions.add('a', 's', session);
    }
    expect(session.isClosed).toBe(true);
  });
});
