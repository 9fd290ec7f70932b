import { Counter, Histogram, type Registry } from 'prom-client';

// What is counted with every call. A metric of prom-client puts its labels together anew each time; these count in plain
// numbers, and are put together when somebody looks.

interface Described {
  name: string;
  help: string;
  registers: Registry[];
}

/** A counter whose last label says how something ended. */
export class Tally {
  readonly #counts = new Map<string, Map<string, number>>();

  constructor(described: Described, labelNames: string[]) {
    const counts = this.#counts;
    new Counter({
      ...described,
      labelNames,
      collect() {
        this.reset();
        for (const [of, ends] of counts)
          for (const [end, count] of ends) this.labels(...of.split(BETWEEN), end).inc(count);
      },
    });
  }

  /** One more of these labels, joined by `labelsOf`, has ended so. */
  add(of: string, end: string): void {
    const ends = this.#counts.get(of);
    if (ends) ends.set(end, (ends.get(end) ?? 0) + 1);
    else this.#counts.set(of, new Map([[end, 1]]));
  }
}

const BETWEEN = '\n';

/** The values of two labels, as one. */
export function labelsOf(first: string, second: string): string {
  return `${first}${BETWEEN}${second}`;
}

/** A histogram with one label. */
export class Durations extends Histogram {
  readonly #described: Described;
  readonly #label: string;
  readonly #bounds: readonly number[];
  readonly #spreads = new Map<string, { counts: number[]; sum: number }>();

  /** `bounds` are seconds, and rise. */
  constructor(described: Described, label: string, bounds: readonly number[]) {
    super({ ...described, labelNames: [label], buckets: [...bounds] });
    this.#described = described;
    this.#label = label;
    this.#bounds = bounds;
  }

  add(of: string, seconds: number): void {
    let spread = this.#spreads.get(of);
    if (!spread) {
      spread = { counts: new Array<number>(this.#bounds.length + 1).fill(0), sum: 0 };
      this.#spreads.set(of, spread);
    }
    let at = 0;
    while (at < this.#bounds.length && seconds > (this.#bounds[at] ?? 0)) at += 1;
    spread.counts[at] = (spread.counts[at] ?? 0) + 1;
    spread.sum += seconds;
  }

  /** What a registry asks for, to write it down (prom-client, `Registry.getMetricsAsString`). */
  async getForPromString() {
    const { name, help } = this.#described;
    const values = [...this.#spreads].flatMap(([of, { counts, sum }]) => {
      let count = 0;
      const buckets = counts.map((more, at) => {
        count += more;
        return {
          metricName: `${name}_bucket`,
          labels: { le: this.#bounds[at] ?? '+Inf', [this.#label]: of },
          value: count,
        };
      });
      const labels = { [this.#label]: of };
      return [
        ...buckets,
        { metricName: `${name}_sum`, labels, value: sum },
        { metricName: `${name}_count`, labels, value: count },
      ];
    });
    return { name, help, type: 'histogram', values };
  }
}
