import { useState } from 'preact/hooks';
import { Icon } from '../../components/icon.tsx';
import type { To } from '../../links.ts';
import { milliseconds } from '../../words/numbers.ts';
import { line } from '../../words/visible.ts';
import { type Call, Calls } from './calls.tsx';
import type { Problem } from './check.ts';
import { Choose } from './choose.tsx';
import { Result } from './result.tsx';
import type { Outcome } from './talk.ts';
import { TokenField } from './token-field.tsx';
import { ToolForm } from './tool-form.tsx';
import { type Pending, useCalls } from './use-calls.ts';
import { useLists } from './use-lists.ts';
import { verdictOf } from './verdict.ts';
import { Waiting } from './waiting.tsx';

interface PlaygroundProps {
  proxy: string;
  to: To;
  /** What the address asks for: `server` and `tool`. */
  asked: URLSearchParams;
}

/** The form beside its result, and below that the calls of this tab. The token is in this component, and nowhere else. */
export function Playground({ proxy, to, asked }: PlaygroundProps) {
  const [token, setToken] = useState('');
  const first = { server: asked.get('server') ?? '', tool: asked.get('tool') ?? '' };
  const { calls, shown, show, pending, call } = useCalls();
  const lists = useLists({ proxy, token, first, onChoose: () => show(null) });
  const { services, service, tool, fault } = lists;
  const tokenField = <TokenField proxy={proxy} token={token} set={setToken} />;
  return (
    <div class="play">
      <div class="form panel">
        <h2>Call a tool</h2>
        <Choose {...lists} services={services ?? []} proxy={proxy} to={to} />
        {fault && <NoList fault={fault} askAgain={lists.askAgain} />}
        {service && tool ? (
          <ToolForm
            key={`${service.name} ${tool.name}`}
            tool={tool}
            busy={pending !== null}
            told={errorsOf(shown?.outcome)}
            call={(args) => {
              const called = { proxy, service: service.name, tool: tool.name, args, withToken: token !== '' };
              void call(called, token);
            }}
          >
            {tokenField}
          </ToolForm>
        ) : (
          // Not while lists are on their way: whoever types would be interrupted by the form.
          (fault || (services && !service)) && tokenField
        )}
      </div>
      <div>
        <p class="vh" role="status">
          {statusOf(pending, shown)}
        </p>
        {pending ? (
          <Waiting tool={pending.called.tool} startedAt={pending.startedAt} cancel={() => pending.stop.abort()} />
        ) : shown ? (
          <Result key={shown.number} outcome={shown.outcome} called={shown.called} />
        ) : (
          // Not before the form is there, which would push it down.
          (tool || fault) && (
            <div class="empty">
              <h3>The result will stand here</h3>
              <p>With its time, its parts, and the same call as code.</p>
            </div>
          )
        )}
        <Calls calls={calls} shown={shown?.number ?? 0} show={show} />
      </div>
    </div>
  );
}

function NoList({ fault, askAgain }: { fault: string; askAgain: () => void }) {
  return (
    <div class="note unhealthy" role="alert">
      <Icon name="warn" />
      <div>
        <strong>The proxy gave no list</strong>
        {line(fault, 500)}
      </div>
      <p class="row">
        <button class="btn tiny" type="button" onClick={askAgain}>
          Try again
        </button>
      </p>
    </div>
  );
}

/** What is read out. */
function statusOf(pending: Pending | null, shown: Call | null): string {
  if (pending) return `Waiting for ${pending.called.tool}`;
  return shown ? `${verdictOf(shown.outcome).words}, ${milliseconds(shown.outcome.ms)}` : '';
}

/** What the proxy found wrong with the arguments, for the fields it belongs to. */
function errorsOf(outcome: Outcome | undefined): Problem[] {
  return outcome?.kind === 'refused' ? outcome.refusal.errors : NONE;
}

const NONE: Problem[] = [];
