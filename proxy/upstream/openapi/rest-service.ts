import type { ToolDefinition } from '../../../catalog/tools/tool.ts';
import type { HttpOrigin } from '../http.ts';
import type { Result } from '../peer.ts';
import type { Kept } from './kept.ts';
import type { RestOrigin } from './origin.ts';

/** A kind of REST service: how its tools are read and called. Methods throw `UpstreamFault` when the service fails. */
export interface RestKind {
  readonly origin: RestOrigin;
  /** What was read last, by whichever connection. */
  readonly kept: Kept<{ digest: string; tools: ToolDefinition[] }>;
  /** Asked for the service's health, below its address. */
  readonly healthPath: string;
  /** Reads the tools, and keeps them. As a check, nothing but the service's own word will do. */
  read(signal: AbortSignal, options?: { isCheck: boolean }): Promise<void>;
  /** What the service says of itself, as far as it was read. */
  introduce(): Introduction;
  /** Throws `BadArgument` for what cannot be sent. */
  call(name: string, args: Record<string, unknown>, signal: AbortSignal): Promise<Result>;
}

interface Introduction {
  serverInfo: { name: string; version: string };
  instructions?: string;
}

/** Tools younger than this are not read again. */
const FRESH_MS = 60_000;

/** A service that is no MCP server, and has tools all the same: they are read now and then, and stand until there are others. */
export class RestService {
  readonly #kind: RestKind;

  constructor(kind: RestKind) {
    this.#kind = kind;
  }

  get http(): HttpOrigin {
    return this.#kind.origin.http;
  }

  /** Finds out what tools there are. Said again by each connection. */
  async open(signal: AbortSignal): Promise<Introduction> {
    const { kept } = this.#kind;
    if (!kept.isYoungerThan(FRESH_MS)) {
      await this.#kind.read(signal).catch((error: unknown) => {
        if (!kept.value || signal.aborted) throw error;
      });
    }
    return this.#kind.introduce();
  }

  tools(): readonly ToolDefinition[] {
    return this.#kind.kept.value?.tools ?? [];
  }

  /** Throws `BadArgument` for what cannot be sent. */
  call(name: string, args: Record<string, unknown>, signal: AbortSignal): Promise<Result> {
    return this.#kind.call(name, args, signal);
  }

  /** The health page decides; where there is none, that its tools can still be read. */
  async check(signal: AbortSignal): Promise<void> {
    const { origin, kept, healthPath } = this.#kind;
    try {
      if (!(await origin.isHealthy(healthPath, signal))) await this.#kind.read(signal, { isCheck: true });
    } catch (error) {
      kept.expire(); // What comes back may be a new version.
      throw error;
    }
    // There may be new tools; that they cannot be read now is no reason to give up the old ones.
    if (!kept.isYoungerThan(FRESH_MS)) void this.#kind.read(AbortSignal.timeout(FRESH_MS)).catch(() => {});
  }

  /** Hears when the tools have become others. */
  hear(hearer: () => void): () => void {
    return this.#kind.kept.hear(hearer);
  }

  close(): Promise<void> {
    return this.#kind.origin.close();
  }
}
