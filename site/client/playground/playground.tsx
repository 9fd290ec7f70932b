import { useEffect, useRef, useState } from 'preact/hooks';
import { Icon } from '../../components/icon.tsx';
import type { To } from '../../links.ts';
import { milliseconds } from '../../words/numbers.ts';
import { line } from '../../words/visible.ts';
import { type Call, Calls } from './calls.tsx';
import type { Problem } from './check.ts';
import { Choose } from './choose.tsx';
import type { Called } from './code.ts';
import { Result, verdictOf, Waiting } from './result.tsx';
import { callTool, hostOf, listServices, listTools, type Outcome, type Service, type Tool } from './talk.ts';
import { ToolForm } from './tool-form.tsx';

/** More calls than this are forgotten, the oldest first. */
const MAX_CALLS = 50;
const TICK_MS = 250;

interface PlaygroundProps {
  proxy: string;
  to: To;
  /** What the address asks for: `server` and `tool`. */
  asked: URLSearchParams;
}

interface Pending {
  called: Called;
  startedAt: number;
  stop: AbortController;
}

/** The form beside its result, and below that the calls of this tab. The token is in this component, and nowhere else. */
export function Playground({ proxy, to, asked }: PlaygroundProps) {
  const [token, setToken] = useState('');
  const [services, setServices] = useState<Service[] | null>(null);
  const [tools, setTools] = useState<Tool[] | null>(null);
  const [chosen, setChosen] = useState({ server: asked.get('server') ?? '', tool: asked.get('tool') ?? '' });
  const [fault, setFault] = useState('');
  const [turn, setTurn] = useState(0);
  const [calls, setCalls] = useState<Call[]>([]);
  const [shown, setShown] = useState<Call | null>(null);
  const [pending, setPending] = useState<Pending | null>(null);
  const number = useRef(0);
  const service = services?.find(({ name, server }) => server === chosen.server || name === chosen.server);
  const tool = tools?.find(({ name }) => name === chosen.tool);
  const waitedMs = useClock(pending?.startedAt);

  // The token goes with the next look; it is no reason for one.
  useEffect(() => {
    setFault('');
    listServices(proxy, token).then(
      (list) => {
        setServices(list);
        const { server } = chosen;
        if (!server && list[0]) choose({ server: list[0].server, tool: '' });
      },
      (error: unknown) => setFault(messageOf(error)),
    );
  }, [proxy, turn]);

  useEffect(() => {
    let current = true;
    setTools(null);
    if (!service) return;
    listTools(proxy, service.name, token).then(
      (list) => {
        if (!current) return;
        setTools(list);
        if (!list.some(({ name }) => name === chosen.tool))
          choose({ server: service.server, tool: list[0]?.name ?? '' });
      },
      (error: unknown) => current && setFault(messageOf(error)),
    );
    return () => {
      current = false;
    };
  }, [proxy, service?.name, turn]);

  function choose(next: { server: string; tool: string }) {
    setChosen(next);
    setShown(null);
    // So that the address can be shared. It never says what was entered.
    const query = new URLSearchParams(next.tool ? next : { server: next.server });
    history.replaceState(null, '', `?${query}`);
  }

  async function call(args: Record<string, unknown>) {
    if (!service || !tool || pending) return;
    const called = { proxy, service: service.name, tool: tool.name, args, withToken: token !== '' };
    const stop = new AbortController();
    setPending({ called, startedAt: performance.now(), stop });
    const outcome = await callTool({ ...called, token }, stop.signal);
    number.current += 1;
    const done = { number: number.current, called, outcome };
    setPending(null);
    setShown(done);
    setCalls((earlier) => [done, ...earlier].slice(0, MAX_CALLS));
  }

  const tokenField = (
    <div class="field">
      <label for="token">
        your token <span>for {hostOf(proxy)}, if it wants one</span>
      </label>
      <input
        id="token"
        class="in"
        type="password"
        autocomplete="off"
        aria-describedby="token-h"
        value={token}
        onInput={({ currentTarget }) => setToken(currentTarget.value)}
      />
      <p class="help" id="token-h">
        Kept in this tab’s memory, gone when you close it. The keys of the servers are with the proxy; this page never
        sees them.
      </p>
    </div>
  );
  return (
    <div class="play">
      <div class="form panel">
        <h2>Call a tool</h2>
        <Choose {...{ proxy, service, tools, tool, chosen, choose, to }} services={services ?? []} />
        {fault && (
          <div class="note unhealthy" role="alert">
            <Icon name="warn" />
            <div>
              <strong>The proxy gave no list</strong>
              {line(fault, 500)}
            </div>
            <p class="row">
              <button class="btn tiny" type="button" onClick={() => setTurn(turn + 1)}>
                Try again
              </button>
            </p>
          </div>
        )}
        {service && tool ? (
          <ToolForm
            key={`${service.name} ${tool.name}`}
            tool={tool}
            busy={pending !== null}
            told={errorsOf(shown?.outcome)}
            call={(args) => void call(args)}
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
          {pending
            ? `Waiting for ${pending.called.tool}`
            : shown
              ? `${verdictOf(shown.outcome).words}, ${milliseconds(shown.outcome.ms)}`
              : ''}
        </p>
        {pending ? (
          <Waiting tool={pending.called.tool} ms={waitedMs} cancel={() => pending.stop.abort()} />
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
        <Calls calls={calls} shown={shown?.number ?? 0} show={setShown} />
      </div>
    </div>
  );
}

/** What the proxy found wrong with the arguments, for the fields it belongs to. */
function errorsOf(outcome: Outcome | undefined): Problem[] {
  if (outcome?.kind !== 'refused') return NONE;
  return outcome.refusal.errors;
}

const NONE: Problem[] = [];

/** Milliseconds since a moment, a few times a second; 0 while nothing is timed. */
function useClock(startedAt: number | undefined): number {
  const [ms, setMs] = useState(0);
  useEffect(() => {
    setMs(0);
    if (startedAt === undefined) return;
    const timer = setInterval(() => setMs(performance.now() - startedAt), TICK_MS);
    return () => clearInterval(timer);
  }, [startedAt]);
  return ms;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
