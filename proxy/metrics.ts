import { Counter, Gauge, Registry } from 'prom-client';
import type { Instance } from './routing/instance.ts';
import type { Meter } from './routing/meter.ts';
import type { Router } from './routing/router.ts';
import type { WatchState } from './services/watch.ts';
import { Durations, labelsOf, Tally } from './tally.ts';

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

/** What is counted elsewhere, and only read when somebody looks. */
export interface Readings {
  router: Router;
  sessions: () => number;
  parked: () => number;
  hiddenNames: () => Record<string, string[]>;
  sources: () => WatchState[];
}

/** What this proxy counts, in Prometheus' text format (version 0.0.4), and what of it is counted as calls come. */
export class Metrics implements Meter {
  readonly #registry = new Registry();
  readonly #calls: Tally;
  readonly #seconds: Durations;
  readonly #attempts: Tally;
  readonly #changes: Counter<'service' | 'instance' | 'health' | 'reason'>;
  readonly #ejections: Counter<'service' | 'instance' | 'reason'>;

  /** `worker` tells whose these are, where several workers count. */
  constructor(worker?: number) {
    if (worker !== undefined) this.#registry.setDefaultLabels({ worker: String(worker) });
    const registers = [this.#registry];
    const calls = {
      name: 'mcp_calls_total',
      help: 'Pieces of work that were routed, by outcome: ok, or the code of the error',
      registers,
    };
    const seconds = {
      name: 'mcp_call_duration_seconds',
      help: 'How long they took, from when they were routed',
      registers,
    };
    const attempts = {
      name: 'mcp_attempts_total',
      help: 'Attempts at an instance, by outcome: ok, or the reason of the fault. More than calls: there were retries',
      registers,
    };
    this.#calls = new Tally(calls, ['service', 'outcome']);
    this.#seconds = new Durations(seconds, 'service', SECONDS);
    this.#attempts = new Tally(attempts, ['service', 'instance', 'outcome']);
    this.#changes = new Counter({
      name: 'mcp_instance_changes_total',
      help: 'Changes of an instance’s state',
      labelNames: ['service', 'instance', 'health', 'reason'],
      registers,
    });
    this.#ejections = new Counter({
      name: 'mcp_instance_ejections_total',
      help: 'Times that an instance was taken out of use: its breaker opened',
      labelNames: ['service', 'instance', 'reason'],
      registers,
    });
  }

  attempted(service: string, instance: string, outcome: string): void {
    this.#attempts.add(labelsOf(service, instance), outcome);
  }

  routed(service: string, outcome: string, ms: number): void {
    this.#calls.add(service, outcome);
    this.#seconds.add(service, ms / 1000);
  }

  changed(service: string, { spec: { id: instance }, breaker }: Instance, health: string, reason: string): void {
    this.#changes.inc({ service, instance, health, reason });
    if (breaker.state === 'open') this.#ejections.inc({ service, instance, reason });
  }

  /** Begins to read what is counted elsewhere, too. */
  read({ router, sessions, parked, hiddenNames, sources }: Readings): void {
    const gauge = (name: string, help: string, value: () => number) =>
      new Gauge({
        name,
        help,
        registers: [this.#registry],
        collect() {
          this.set(value());
        },
      });
    const ofEach = (name: string, help: string, value: (instance: Instance) => number) =>
      new Gauge({
        name,
        help,
        labelNames: ['service', 'instance'],
        registers: [this.#registry],
        collect() {
          this.reset();
          for (const service of router.services)
            for (const instance of service.instances)
              this.set({ service: service.name, instance: instance.spec.id }, value(instance));
        },
      });
    const ofSources = (name: string, help: string, value: (state: WatchState) => number) =>
      new Gauge({
        name,
        help,
        labelNames: ['source'],
        registers: [this.#registry],
        collect() {
          this.reset();
          for (const state of sources()) this.set({ source: state.name }, value(state));
        },
      });
    ofSources('mcp_source_ok', '1 when it could be read as it is now, 0 while what it had before is kept', ({ ok }) =>
      ok ? 1 : 0,
    );
    ofSources('mcp_source_found', 'What the last good look at it found', ({ found }) => found);
    ofSources(
      'mcp_source_read_time_seconds',
      'When that was, since 1970; 0 for never',
      ({ readAt }) => (readAt ?? 0) / 1000,
    );
    gauge('process_resident_memory_bytes', 'Memory of this process', () => process.memoryUsage.rss());
    gauge('process_start_time_seconds', 'When it began, since 1970', () => Date.now() / 1000 - process.uptime());
    gauge('process_cpu_seconds', 'Time of a processor that it has used', () => {
      const { user, system } = process.cpuUsage();
      return (user + system) / 1e6;
    });
    gauge('mcp_sessions', 'Sessions of clients of 2025 that are open', sessions);
    gauge('mcp_parked_calls', 'Calls that wait for what their clients were asked', parked);
    gauge('mcp_hidden_names', 'Names that two services want, of which the later is hidden', () =>
      Object.values(hiddenNames()).reduce((sum, names) => sum + names.length, 0),
    );
    gauge('mcp_queued_calls', 'Calls that wait for their turn', () =>
      router.services.reduce((sum, service) => sum + service.gate.waiting, 0),
    );
    new Gauge({
      name: 'mcp_quarantined_tools',
      help: 'Tools whose calls are refused, as they are not what was reviewed',
      labelNames: ['service'],
      registers: [this.#registry],
      collect() {
        this.reset();
        for (const { name, quarantined } of router.services) this.set({ service: name }, quarantined.size);
      },
    });
    ofEach('mcp_instance_healthy', '1 when the last check or call found it healthy, else 0', ({ live }) =>
      live.health === 'healthy' ? 1 : 0,
    );
    ofEach('mcp_instance_open', '1 when calls may go there, 0 while its breaker keeps them from it', ({ isOpen }) =>
      isOpen ? 1 : 0,
    );
    ofEach('mcp_instance_in_flight', 'Calls under way there', ({ inFlight }) => inFlight);
    ofEach(
      'mcp_instance_latency_seconds',
      'A moving mean of what calls take there',
      ({ meanMs }) => (meanMs ?? 0) / 1000,
    );
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  text(): Promise<string> {
    return this.#registry.metrics();
  }
}
