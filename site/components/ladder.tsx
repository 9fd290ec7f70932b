import type { Rung } from '../words/ladder.ts';

const SAYS = { gate: 'stops here', broken: 'broken', off: 'not tried' } as const;

/** Reachability as a line with stops: how far the last look got, and where it broke. */
export function Ladder({ rungs }: { rungs: Rung[] }) {
  return (
    <ol class={`ladder wide n${rungs.length}`} aria-label="Steps; passed, unless they say otherwise">
      {rungs.map(({ word, state, ms, note }, index) => {
        const ends = state === 'gate' || state === 'broken' || (state === 'pass' && index === rungs.length - 1);
        const words = [...(state === 'pass' ? [] : [state]), ...(ends ? ['end'] : [])].join(' ');
        return (
          <li class={words || undefined}>
            <b>
              {word}
              {state !== 'pass' && <span class="vh">: {SAYS[state]}</span>}
            </b>
            {ms && <span class="ms">{ms}</span>}
            {note && <small>{note}</small>}
          </li>
        );
      })}
    </ol>
  );
}
