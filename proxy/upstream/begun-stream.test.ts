import { describe, expect, it } from 'vitest';
import { BegunStream, eventOf } from './begun-stream.ts';

const progress = 'event: message\ndata: {"jsonrpc":"2.0","method":"notifications/progress","params":{"result":1}}\n\n';
const question = 'data: {"jsonrpc":"2.0","id":7,"method":"elicitation/create","params":{}}\n\n';
const answer = 'event: message\ndata: {"jsonrpc":"2.0","id":1,"result":{"content":[]}}\n\n';
const refusal = 'data: {"jsonrpc":"2.0","id":1,"error":{"code":-32603,"message":"no"}}\r\n\r\n';

function streamOf(...chunks: string[]): BegunStream {
  const stream = new BegunStream();
  for (const chunk of chunks) stream.heard(Buffer.from(chunk));
  return stream;
}

describe('a stream that was begun', () => {
  it.each([
    ['nothing but its head', []],
    ['a comment', [': keep-alive\n\n']],
    ['news of the work', [progress, progress]],
    ['an event to go on from', ['id: 1\nretry: 500\ndata:\n\n']],
  ])('may be gone on with elsewhere after %s', (_what, chunks) => {
    const stream = streamOf(...chunks);
    expect([stream.mayGoOnElsewhere, stream.isOpen, stream.isAnswered]).toEqual([true, true, false]);
  });

  it('may end with an error, but not be begun anew, once its caller was asked something', () => {
    const stream = streamOf(progress, question);
    expect([stream.mayGoOnElsewhere, stream.isOpen]).toEqual([false, true]);
  });

  it.each([
    ['in the middle of an event', [progress.slice(0, 40)]],
    ['in the middle of its answer', [answer.slice(0, 40)]],
    ['in the middle of a long answer', [answer.slice(0, 40), 'x'.repeat(40)]],
  ])('can take nothing more %s', (_what, chunks) => {
    const stream = streamOf(...chunks);
    expect([stream.mayGoOnElsewhere, stream.isOpen, stream.isAnswered]).toEqual([false, false, false]);
  });

  it.each([
    ['a result', [progress, answer]],
    ['an error', [refusal]],
    ['a result that came with other news', [progress + answer]],
    ['a long result', [answer.slice(0, 40), answer.slice(40)]],
  ])('has ended with %s', (_what, chunks) => {
    const stream = streamOf(...chunks);
    expect([stream.mayGoOnElsewhere, stream.isOpen, stream.isAnswered]).toEqual([false, false, true]);
  });

  it('can be asked for the rest of when its events have ids', () => {
    expect(streamOf('id: 1\ndata:\n\n', progress).isResumable).toBe(true);
    expect(streamOf(progress).isResumable).toBe(false);
    expect(streamOf().isResumable).toBe(false);
  });
});

it('writes any JSON as one event', () => {
  expect(eventOf('{\n  "a": 1\n}')).toBe('event: message\ndata: {\ndata:   "a": 1\ndata: }\n\n');
});
