import { callerOf } from '../../routing/caller.ts';
import { askedTimeout, withinAsked } from '../../routing/deadline.ts';
import type { Instance } from '../../routing/instance.ts';
import { mayRepeat } from '../../routing/retry.ts';
import { route } from '../../routing/route.ts';
import type { RoutedService } from '../../routing/router.ts';
import { UpstreamFault } from '../../upstream/fault.ts';
import type { Call } from './legacy-door.ts';
import type { Link } from './link.ts';
import { SessionMemory } from './session-memory.ts';

/** Opens a client's link to one instance, which must have been met. */
export type OpenLink = (instance: Instance) => Link;

interface Held {
  instance: Instance;
  link: Promise<Link>;
}

/**
 * A 2025 client's way to a service: a link to one of its instances, kept as long as that serves, and to another when it
 * does not. What the client has set for its session is set anew there.
 */
export class RoutedLink implements Link {
  readonly #service: RoutedService;
  readonly #open: OpenLink;
  readonly #memory = new SessionMemory();
  readonly #closed = new AbortController();
  #held: Held | null = null;

  constructor(service: RoutedService, open: OpenLink) {
    this.#service = service;
    this.#open = open;
  }

  async initialize(): Promise<Record<string, unknown>> {
    const signal = AbortSignal.any([AbortSignal.timeout(this.#service.timeoutMs), this.#closed.signal]);
    const work = { tool: 'initialize', mayRepeat: true, caller: callerOf(signal), stay: this.#held?.instance };
    const { value } = await route(this.#service, work, async (instance) => (await this.#at(instance)).initialize());
    return value;
  }

  async request(method: string, params: Record<string, unknown> | undefined, call: Call) {
    const tool = method === 'tools/call' ? String(params?.name) : method;
    const work = { tool, mayRepeat: mayRepeat(method, this.#service.tool(tool)), stay: this.#held?.instance };
    const act = async (signal: AbortSignal) => {
      const { value } = await route(this.#service, { ...work, caller: callerOf(signal) }, async (instance, flight) => {
        const link = await this.#at(instance, call);
        return link.request(method, params, call, flight.signalWith(signal));
      });
      this.#memory.note(method, params);
      return value;
    };
    const asked = askedTimeout(params, this.#service);
    return this.#service.gate.pass(() => withinAsked(asked, call.signal, act), callerOf(call.signal));
  }

  notification(method: string, params?: Record<string, unknown>): void {
    void this.#held?.link.then((link) => link.notification(method, params)).catch(() => {});
  }

  async close(): Promise<void> {
    this.#closed.abort(new UpstreamFault('crashed', 'the session has ended', { executed: 'no' }));
    await this.#leave();
  }

  #at(instance: Instance, call?: Call): Promise<Link> {
    if (this.#closed.signal.aborted) return Promise.reject(this.#closed.signal.reason);
    if (this.#held?.instance === instance) return this.#held.link;
    void this.#leave();
    const link = this.#begin(instance, call);
    this.#held = { instance, link };
    link.catch(() => {
      if (this.#held?.link === link) this.#held = null;
    });
    return link;
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

  async #leave(): Promise<void> {
    const held = this.#held;
    this.#held = null;
    await held?.link.then((link) => link.close()).catch(() => {});
  }
}
