import { describe, expect, it } from 'vitest';
import { hostOf, hostQueue } from './host-queue.ts';
import { AT, aClock, aService } from './testing.ts';

/** A queue, and work of three seconds that notes the second it began at. */
function queue() {
  const clock = aClock();
  const inTurn = hostQueue(clock);
  const began: [string, number][] = [];
  const work = (name: string) => async () => {
    began.push([name, (clock.now().getTime() - Date.parse(AT)) / 1000]);
    await clock.sleep(3000);
    if (name === 'fails') throw new Error('no');
    return name;
  };
  return { inTurn, work, began };
}

describe('hostQueue', () => {
  it('has one look at a host at a time, in turn, and a second between them', async () => {
    const { inTurn, work, began } = queue();
    const done = await Promise.all(['a', 'b', 'c'].map((name) => inTurn('x.example', work(name))));
    expect(done).toEqual(['a', 'b', 'c']);
    expect(began).toEqual([
      ['a', 0],
      ['b', 4],
      ['c', 8],
    ]);
  });

  it('lets no host wait for another, nor what has no host for anything', async () => {
    const { inTurn, work, began } = queue();
    await Promise.all([
      inTurn('x.example', work('a')),
      inTurn('y.example', work('b')),
      inTurn(null, work('c')),
      inTurn(null, work('d')),
    ]);
    expect(began.map(([, second]) => second)).toEqual([0, 0, 0, 0]);
  });

  it('goes on after work that fails', async () => {
    const { inTurn, work, began } = queue();
    const [first, second] = await Promise.allSettled([
      inTurn('x.example', work('fails')),
      inTurn('x.example', work('b')),
    ]);
    expect([first.status, second.status, began.at(-1)]).toEqual(['rejected', 'fulfilled', ['b', 4]]);
  });
});

describe('hostOf', () => {
  const [spec] = aService().instances;

  it('is the host that would be asked, whatever the port', () => {
    const of = (url: string) =>
      spec && hostOf({ ...spec, target: { transport: 'streamable-http', http: { url, headers: {}, egress: {} } } });
    expect([of('https://a.example/mcp'), of('http://A.example:8080/'), of('https://{where}/')]).toEqual([
      ...['a.example', 'a.example', null],
    ]);
  });

  it('is none for a process, and for what cannot be reached', () => {
    const command = { command: 'node', args: [], env: {}, cwd: '/' };
    expect(spec && hostOf({ ...spec, target: { transport: 'stdio', command } })).toBeNull();
    expect(spec && hostOf({ ...spec, target: { reason: 'needs-config', message: 'a key' } })).toBeNull();
  });
});
