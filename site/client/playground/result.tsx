import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { isObject } from '../../../catalog/json/json.ts';
import { Code } from '../../components/code.tsx';
import { Icon, Lamp } from '../../components/icon.tsx';
import { counted, milliseconds } from '../../words/numbers.ts';
import { line, visible } from '../../words/visible.ts';
import { AsCode } from './as-code.tsx';
import type { Called } from './code.ts';
import { cut, Part, pretty } from './parts.tsx';
import { Refused } from './refused.tsx';
import type { Outcome, Timing } from './talk.ts';
import { TimingBar } from './timing-bar.tsx';
import { verdictOf } from './verdict.ts';

interface ResultProps {
  outcome: Outcome;
  called: Called;
}

/** What came of a call: how it went, what came back, and the same call as code. */
export function Result({ outcome, called }: ResultProps) {
  const { health, words } = verdictOf(outcome);
  const panes = [...panesOf(outcome), { name: 'As code', body: <AsCode called={called} /> }];
  const [chosen, choose] = useState(0);
  return (
    <section class="result" aria-labelledby="result-title">
      <header>
        <h2 id="result-title">
          <span class={`badge ${health}`}>
            <Lamp health={health} />
            {words}
          </span>
        </h2>
        <b>{milliseconds(outcome.ms)}</b>
        {outcome.kind === 'answered' && outcome.instance && (
          <span class="muted">
            instance <code>{line(outcome.instance, 64)}</code>
          </span>
        )}
        {outcome.kind === 'answered' && outcome.attempts > 1 && (
          <span class="muted">{counted(outcome.attempts, 'attempt')}</span>
        )}
        <span class="muted">
          <code>{line(called.tool, 60)}</code>
        </span>
      </header>
      <div class="tabs" role="radiogroup" aria-label="Result">
        {panes.map(({ name, count, body }, place) => (
          <>
            <input
              type="radio"
              name="result"
              id={`result-${place}`}
              checked={place === chosen}
              onChange={() => choose(place)}
            />
            <label for={`result-${place}`}>
              {name} {count !== undefined && <span class="tag">{count}</span>}
            </label>
            <div class="pane">{place === chosen && body}</div>
          </>
        ))}
      </div>
    </section>
  );
}

interface Pane {
  name: string;
  count?: number;
  body: ComponentChildren;
}

function panesOf(outcome: Outcome): Pane[] {
  switch (outcome.kind) {
    case 'answered': {
      const { result, timing, ms } = outcome;
      const parts = Array.isArray(result.content) ? result.content.filter(isObject) : [];
      const structured = result.structuredContent;
      return [
        {
          name: 'Content',
          count: parts.length,
          body: <Content {...{ parts, timing, ms }} failed={result.isError === true} />,
        },
        ...(structured === undefined
          ? []
          : [
              {
                name: 'Structured',
                body: <Code live caption="structuredContent" text={pretty(structured)} language="json" />,
              },
            ]),
        {
          name: 'Raw',
          body: (
            <Code
              live
              caption="As the tool's server sent it, byte for byte"
              text={cut(visible(outcome.text))}
              language="text"
            />
          ),
        },
      ];
    }
    case 'refused':
      return [{ name: 'Why', body: <Refused refusal={outcome.refusal} /> }];
    case 'unheard':
      return [{ name: 'Why', body: <p>{outcome.words}</p> }];
    case 'cancelled':
      return [
        {
          name: 'Why',
          body: (
            <p>You cancelled it. The tool may have run all the same: a call that has begun cannot be taken back.</p>
          ),
        },
      ];
  }
}

interface ContentProps {
  parts: Record<string, unknown>[];
  timing: Timing;
  ms: number;
  failed: boolean;
}

function Content({ parts, timing, ms, failed }: ContentProps) {
  return (
    <>
      <TimingBar timing={timing} ms={ms} />
      {failed && (
        <div class="note degraded">
          <Icon name="warn" />
          <div>
            <strong>The tool ran, and says that it failed</strong>
            The proxy reached it. What it says is below.
          </div>
        </div>
      )}
      {parts.length === 0 && <p class="muted">The tool answered without any content.</p>}
      {parts.map((part) => (
        <Part part={part} />
      ))}
    </>
  );
}
