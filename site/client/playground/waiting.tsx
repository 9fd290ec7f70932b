import { useEffect, useState } from 'preact/hooks';
import { Lamp } from '../../components/icon.tsx';
import { line } from '../../words/visible.ts';

const TICK_MS = 250;

/** A call under way: after a second with a clock, and a way out of it. */
export function Waiting({ tool, startedAt, cancel }: { tool: string; startedAt: number; cancel: () => void }) {
  const ms = useClock(startedAt);
  return (
    <section class="result" aria-labelledby="result-title">
      <header>
        <h2 id="result-title">
          <span class="badge unknown">
            <Lamp health="unknown" />
            waiting
          </span>
        </h2>
        {/* Read out once, by the status line; not every second. */}
        {ms >= 1000 && <b aria-hidden="true">{`${(ms / 1000).toFixed(0)}\u00a0s`}</b>}
        <span class="muted">
          <code>{line(tool, 60)}</code>
        </span>
        <button class="btn tiny" type="button" onClick={cancel}>
          Cancel
        </button>
      </header>
      <div class="waits" aria-hidden="true">
        <p class="wait">The answer will stand here.</p>
        <p class="wait">The answer.</p>
      </div>
    </section>
  );
}

/** Milliseconds since a moment, a few times a second. */
function useClock(startedAt: number): number {
  const [ms, setMs] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setMs(performance.now() - startedAt), TICK_MS);
    return () => clearInterval(timer);
  }, [startedAt]);
  return ms;
}
