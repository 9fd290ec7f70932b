import { expect, it } from 'vitest';
import { selfTimes } from './self-time.ts';

const frame = (functionName: string, url: string) => ({ functionName, url, lineNumber: 0, columnNumber: 0 });

it('sums up what each function took itself, after the start, without the idle time', () => {
  const profile = {
    nodes: [
      { id: 1, callFrame: frame('(idle)', '') },
      { id: 2, callFrame: frame('forward', 'file:///somewhere/proxy/upstream/forward.mjs') },
      { id: 3, callFrame: frame('', 'file:///somewhere/node_modules/@scope/name/index.js') },
      { id: 4, callFrame: frame('(garbage collector)', '') },
    ],
    samples: [2, 2, 3, 1, 4, 2],
    timeDeltas: [9000, 2000, 1000, 50_000, 1000, 4000],
  };
  expect(selfTimes(profile, 10)).toEqual({
    functions: [
      { function: 'forward', file: 'forward.mjs', share: 0.75 },
      { function: '(anonymous)', file: '@scope/name/index.js', share: 0.125 },
      { function: '(garbage collector)', file: '', share: 0.125 },
    ],
    files: [
      { file: 'forward.mjs', share: 0.75 },
      { file: '@scope/name', share: 0.125 },
      { file: 'V8 and system calls', share: 0.125 },
    ],
  });
});
