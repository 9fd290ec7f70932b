import { expect, it } from 'vitest';
import { callerOf } from './caller.ts';
import { Gate } from './gate.ts';

const forever = callerOf(new AbortController().signal);

it('lets so many run and so many wait, and tells the rest to come back', async () => {
  const gate = new Gate(2, 1);
  const ends: (() => void)[] = [];
  const work = () => new Promise<void>((end) => ends.push(end));
  const passed = [gate.pass(work, forever), gate.pass(work, forever), gate.pass(work, forever)];
  expect(ends).toHaveLength(2);
  await expect(gate.pass(work, forever)).rejects.toMatchObject({ code: 'overloaded', details: { retryable: true } });
  ends[0]?.();
  await expect.poll(() => ends.length).toBe(3);
  for (const end of ends) end();
  await Promise.all(passed);
});

it('lets nobody wait for one who left the line', async () => {
  const gate = new Gate(1, 2);
  const running = deferred();
  const first = gate.pass(() => running.promise, forever);
  const leaving = new AbortController();
  const second = gate.pass(async () => 'second', callerOf(leaving.signal));
  const third = gate.pass(async () => 'third', forever);
  leaving.abort(new Error('left'));
  await expect(second).rejects.toThrow('left');
  running.resolve();
  await first;
  await expect(third).resolves.toBe('third');
});

it('lets nobody wait longer than its time', async () => {
  const gate = new Gate(1, 2);
  const running = deferred();
  const first = gate.pass(() => running.promise, forever);
  const late = gate.pass(async () => 'late', forever, performance.now() + 30);
  const patient = gate.pass(async () => 'patient', forever, performance.now() + 10_000);
  await expect(late).rejects.toMatchObject({ code: 'overloaded' });
  expect(gate.waiting).toBe(1);
  running.resolve();
  await first;
  await expect(patient).resolves.toBe('patient');
});

it('takes the next one in after work that failed', async () => {
  const gate = new Gate(1, 1);
  const failing = gate.pass(() => Promise.reject(new Error('broken')), forever);
  const next = gate.pass(async () => 'next', forever);
  await expect(failing).rejects.toThrow('broken');
  await expect(next).resolves.toBe('next');
});

function deferred() {
  let resolve = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
