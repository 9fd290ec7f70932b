import { useRef, useState } from 'preact/hooks';
import type { Call } from './calls.tsx';
import type { Called } from './code.ts';
import { callTool } from './talk.ts';

/** More calls than this are forgotten, the oldest first. */
const MAX_CALLS = 50;

/** A call under way. `startedAt` is of the clock of `performance`. */
export interface Pending {
  called: Called;
  startedAt: number;
  stop: AbortController;
}

/** The calls of this tab, the newest first: the one under way, and the one whose result is shown. */
export function useCalls() {
  const [calls, setCalls] = useState<Call[]>([]);
  const [shown, show] = useState<Call | null>(null);
  const [pending, setPending] = useState<Pending | null>(null);
  const number = useRef(0);

  async function call(called: Called, token: string): Promise<void> {
    if (pending) return;
    const stop = new AbortController();
    setPending({ called, startedAt: performance.now(), stop });
    const outcome = await callTool({ ...called, token }, stop.signal);
    number.current += 1;
    const done = { number: number.current, called, outcome };
    setPending(null);
    show(done);
    setCalls((earlier) => [done, ...earlier].slice(0, MAX_CALLS));
  }

  return { calls, shown, show, pending, call };
}
