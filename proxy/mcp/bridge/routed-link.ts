import { callerOf } from '../../routing/caller.ts';
import { askedTimeout, withinAsked } from '../../routing/deadline.ts';
import type { Instance } from '../../routing/instance.ts';
import { refuseQuarantined, shownList } from '../../routing/quarantine.ts';
import { mayRepeat } from '../../routing/retry.ts';
import { route } from '../../routing/route.ts';
import type { RoutedService } from '../../routing/router.ts';
import { type Abortable, realSignal } from '../../upstream/abort.ts';
import { UpstreamFault } from '../../upstream/fault.ts';
import { noteListing } from '../note-listing.ts';
import type { Call } from './legacy-door.ts';
import type { Link } from './link.ts';
import { SessionMemory } from './session-memory.ts';

/** Opens a client's link to one instance, which must have been met. */
export type OpenLink = (instance: Instance) => Link;

interface Held {
  instance: Instance;
  link: Promise<Link>;
  /** Requests that are under way on it. */
  busy: number;
  /** It serves nobody new. */
  isLeft: boolean;
  stopHearing: () => void;
}

/**
 * A 2025 client's way to a service: a link to one of its instances, kept as long as that serves, and to another when it
 * does not. What the client has set for its session is set anew there.
 */
export class RoutedLink implements Link {
  readonly #service: RoutedService;
  readonly #open: OpenLink;
  readonly #onMoved: (from: Instance) => void;
  readonly #memory = new SessionMemory();
  readonly #closed = new AbortController();
  #held: Held | null = null;

  /** `onMoved` hears that the instance is no more, and that the next request goes to another. */
  constructor(service: RoutedService, open: OpenLink, onMoved: (from: Instance) => void) {
    this.#service = service;
    this.#open = open;
    this.#onMoved = onMoved;
  }

  async initialize(): Promise<Record<string, unknown>> {
    const signal = AbortSignal.any([AbortSignal.timeout(this.#service.timeoutMs), this.#closed.signal]);
    const work = { tool: 'initialize', mayRepeat: true, caller: callerOf(signal), stay: this.#held?.instance };
    const { value } = await route(this.#service, work, (instance) => this.#with(instance, (link) => link.initialize()));
    return value;
  }

  async request(method: string, params: Record<string, unknown> | undefined, call: Call) {
    const tool = method === 'tools/call' ? String(params?.name) : method;
    if (method === 'tools/call') refuseQuarantined(this.#service, tool);
    const work = { tool, mayRepeat: mayRepeat(method, this.#service.tool(tool)), stay: this.#held?.instance };
    const act = async (signal: Abortable) => {
      const { value, instance } = await route(
        this.#service,
        { ...work, caller: callerOf(signal) },
        (instance, flight) =>
          this.#with(
            instance,
            (link) => link.request(method, params, call, realSignal(flight.signalWith(signal))),
            call,
          ),
      );

      this.#memory.note(method, params);
      if (method !== 'tools/list') return value;
      noteListing(instance);
      return { value: shownList(this.#service, value.value) };
    };
    const asked = askedTimeout(params, this.#service);
    return this.#service.gate.pass(() => withinAsked(asked, call.signal, act), callerOf(call.signal));
  }

  notification(method: string, params?: Record<string, unknown>): void {
    void this.#held?.link.then((link) => link.notification(method, params)).catch(() => {});
  }

  async close(): Promise<void> {
    this.#closed.abort(new UpstreamFault('crashed', 'the session has ended', { executed: 'no' }));
    await this.#leave({ atOnce: true });
  }

  async #with<T>(instance: Instance, act: (link: Link) => Promise<T>, call?: Call): Promise<T> {
    this.#closed.signal.throwIfAborted();
    const held = this.#held?.instance === instance ? this.#held : this.#moveTo(instance, call);
    held.busy += 1;
    try {
      return await act(await held.link);
    } finally {
      held.busy -= 1;
      if (held.isLeft && held.busy === 0) void close(held);
    }
  }

  #moveTo(instance: Instance, call: Call | undefined): Held {
    void this.#leave();
    const link = this.#begin(instance, call);
    const stopHearing = instance.retirement.onLeave(() => {
      if (this.#held === held) void this.#leave();
      this.#onMoved(instance);
    });
    const held: Held = { instance, link, busy: 0, isLeft: false, stopHearing };
    this.#held = held;
    link.catch(() => {
      stopHearing();
      if (this.#held === held) this.#held = null;
    });
    return held;
  }

  async #begin(instance: Instance, call: Call | undefined): Promise<Link> {
    if (!instance.upstream)
      throw new UpstreamFault('not-runnable', 'this instance cannot be reached', { executed: 'no' });
    await instance.upstream.get(call?.signal);
    const link = this.#open(instance);
    if (call)
      for (const { method, params } of this.#memory.said) await link.request(method, params, call).catch(() => {});
    return link;
  }

  /** Leaves an instance; what runs at one that has retired may end there first. */
  async #leave({ atOnce = false } = {}): Promise<void> {
    const held = this.#held;
    this.#held = null;
    if (!held) return;
    held.isLeft = true;
    if (atOnce || held.busy === 0 || !held.instance.isRetired) await close(held);
  }
}

async function close({ link, stopHearing }: Held): Promise<void> {
  stopHearing();
  await link.then((opened) => opened.close()).catch(() => {});
}
