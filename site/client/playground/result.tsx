import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { isObject } from '../../../catalog/json/json.ts';
import { Code } from '../../components/code.tsx';
import { Icon, Lamp } from '../../components/icon.tsx';
import { counted, milliseconds } from '../../words/numbers.ts';
import { line, visible } from '../../words/visible.ts';
import { type Called, curlOf, pythonOf, typescriptOf } from './code.ts';
import { cut, Part, pretty } from './parts.tsx';
import { hostOf, type Outcome, type Refusal, type Timing } from './talk.ts';

/** How a call ended, in the words of the list of calls and of the result's heading. */
export function verdictOf(outcome: Outcome): {
  health: 'healthy' | 'degraded' | 'unhealthy' | 'unknown';
  words: string;
} {
  switch (outcome.kind) {
    case 'answered':
      return outcome.result.isError === true
        ? { health: 'degraded', words: 'the tool failed' }
        : { health: 'healthy', words: 'answered' };
    case 'refused':
      return { health: 'unhealthy', words: 'the proxy refused' };
    case 'unheard':
      return { health: 'unhealthy', words: 'no answer' };
    case 'cancelled':
      return { health: 'unknown', words: 'cancelled' };
  }
}

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

/** Where the time went: on the way, in the proxy, in the tool. */
function TimingBar({ timing: { upstreamMs, totalMs }, ms }: { timing: Timing; ms: number }) {
  if (upstreamMs === null || totalMs === null) return null;
  const parts = [
    { name: 'way to the proxy', ms: Math.max(0, ms - totalMs), shade: 'way' },
    { name: 'proxy', ms: Math.max(0, totalMs - upstreamMs), shade: 'proxy' },
    { name: 'tool', ms: upstreamMs, shade: 'tool' },
  ];
  const words = parts.map((part) => ({ ...part, words: `${part.name} ${milliseconds(part.ms)}` }));
  const whole = Math.max(1, ...[parts.reduce((sum, part) => sum + part.ms, 0)]);
  let left = 0;
  return (
    <div class="timing">
      <svg
        viewBox="0 0 1000 16"
        preserveAspectRatio="none"
        role="img"
        aria-label={`${milliseconds(ms)} in all: ${words.map((part) => part.words).join(', ')}`}
      >
        {parts.map((part) => {
          const x = left;
          const width = (part.ms / whole) * 1000;
          left += width;
          return <rect class={part.shade} x={x.toFixed(1)} width={Math.max(2, width - 4).toFixed(1)} height="16" />;
        })}
      </svg>
      <p class="nums">
        {words.map((part) => (
          <span class={`ic ${part.shade}`}>
            <i aria-hidden="true" />
            {part.words}
          </span>
        ))}
      </p>
    </div>
  );
}

const EXECUTED: Record<string, string> = {
  no: 'The tool did not run.',
  maybe: 'The tool may have run.',
  yes: 'The tool ran.',
};

function Refused({
  refusal: { status, code, detail, retryable, executed, attempts, retryAfterMs, suggestions, errors },
}: {
  refusal: Refusal;
}) {
  const again = retryable
    ? `Safe to try again${retryAfterMs === null ? '' : ` in ${milliseconds(retryAfterMs)}`}.`
    : 'Trying again as it is will not help.';
  return (
    <>
      <p dir="auto">{line(detail, 2000)}</p>
      <p>
        {EXECUTED[executed] ?? EXECUTED.maybe} {again}
      </p>
      {errors.length > 0 && (
        <ul class="faults">
          {errors.map(({ pointer, message }) => (
            <li>
              <code>{line(pointer || '/', 120)}</code> {line(message, 300)}
            </li>
          ))}
        </ul>
      )}
      {suggestions.length > 0 && <p>The nearest names: {suggestions.map((one) => line(one, 80)).join(', ')}.</p>}
      <dl class="kv">
        <dt>code</dt>
        <dd>
          <code>{line(code, 80)}</code>, HTTP {status}
        </dd>
        <dt>attempts</dt>
        <dd>{attempts}</dd>
      </dl>
    </>
  );
}

function AsCode({ called }: { called: Called }) {
  return (
    <>
      <Code live caption="curl" text={curlOf(called)} language="shell" />
      <Code live caption="TypeScript, with the MCP SDK" text={typescriptOf(called)} language="text" />
      <Code live caption="Python, with the MCP SDK" text={pythonOf(called)} language="text" />
      <p class="small muted">
        All three call {hostOf(called.proxy)}
        {called.withToken && (
          <>
            , and read the token from the variable <code>REGISTRY_TOKEN</code>
          </>
        )}
        .
      </p>
    </>
  );
}

/** A call under way: after a second with a clock, and a way out of it. */
export function Waiting({ tool, ms, cancel }: { tool: string; ms: number; cancel: () => void }) {
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
