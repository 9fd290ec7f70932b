import type { CallToolResult } from '@modelcontextprotocol/server';
import type * as z from 'zod';
import type { Caller } from '../routing/caller.ts';
import type { Router } from '../routing/router.ts';

/** What a meta tool may reach, and its caller's patience. */
export interface MetaToolContext {
  router: Router;
  caller: Caller;
  /** What the caller's `_meta` says. */
  meta?: Record<string, unknown> | undefined;
}

/** A tool of our own small face: it stands for all the tools behind us. `run` may throw `ProxyError`. */
export interface MetaTool {
  name: string;
  title: string;
  description: string;
  input: z.ZodType<Record<string, unknown>>;
  annotations: { readOnlyHint: boolean; destructiveHint?: boolean; openWorldHint: boolean };
  run(input: Record<string, unknown>, context: MetaToolContext): Promise<CallToolResult>;
}
