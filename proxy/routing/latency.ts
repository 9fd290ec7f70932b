/** What is remembered of one tool: its last calls are enough to know its slowest percent. */
const SAMPLES = 128;
const MOST_TOOLS = 2000;
/** A mean forgets what is older than this: two thirds of it are younger. */
const MEMORY_MS = 5000;

/** How long the calls of one instance take, in milliseconds: a moving mean of all, and quantiles of each tool. */
export class Latency {
  readonly #byTool = new Map<string, Samples>();
  readonly #now: () => number;
  #mean: number | null = null;
  #recordedAt = 0;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** The exponentially weighted mean of late calls; null before the first. */
  get meanMs(): number | null {
    return this.#mean;
  }

  record(tool: string, ms: number): void {
    const now = this.#now();
    const kept = Math.exp(-(now - this.#recordedAt) / MEMORY_MS);
    // However quickly they follow, a call must count for something.
    const share = Math.max(1 - kept, 0.02);
    this.#mean = this.#mean === null ? ms : this.#mean * (1 - share) + ms * share;
    this.#recordedAt = now;
    let samples = this.#byTool.get(tool);
    if (!samples) {
      if (this.#byTool.size >= MOST_TOOLS) return;
      samples = new Samples();
      this.#byTool.set(tool, samples);
    }
    samples.add(ms);
  }

  /** The time within which this share of a tool's late calls was answered; null when none was. */
  quantileMs(tool: string, share: number): number | null {
    return this.#byTool.get(tool)?.quantile(share) ?? null;
  }
}

/** The last measurements, in a ring. */
class Samples {
  readonly #ring = new Float64Array(SAMPLES);
  #count = 0;

  add(ms: number): void {
    this.#ring[this.#count % SAMPLES] = ms;
    this.#count += 1;
  }

  quantile(share: number): number | null {
    const sorted = this.#ring.slice(0, Math.min(this.#count, SAMPLES)).sort();
    return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? null;
  }
}
