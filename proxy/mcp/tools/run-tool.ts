import type { CallToolResult } from '@modelcontextprotocol/server';
import * as z from 'zod';
import { asProxyError, ProxyError } from '../../error.ts';
import type { Log } from '../../log.ts';
import type { Router } from '../../routing/router.ts';
import type { MetaTool, MetaToolContext } from '../meta-tool.ts';

/** What a tool's run needs; the router may still be on its way. */
export type RunContext = Omit<MetaToolContext, 'router'> & { router: Router | Promise<Router> };

/**
 * Runs one of our own tools on input that nobody has checked yet. Models never see protocol errors, so a fault is a result
 * that says what went wrong and what to do.
 */
export async function runTool(
  tool: MetaTool,
  input: Record<string, unknown>,
  { router, caller, meta }: RunContext,
  log: Log,
): Promise<CallToolResult> {
  try {
    const { error } = tool.input.safeParse(input);
    if (error) throw new ProxyError('invalid_request', `${tool.name}: ${z.prettifyError(error)}`);
    return await tool.run(input, { router: await router, caller, meta });
  } catch (error) {
    const fault = asProxyError(error);
    if (fault.code === 'internal') log.error({ err: error, tool: tool.name }, 'a meta tool failed');
    const problem = fault.toProblem();
    return { isError: true, content: [{ type: 'text', text: problem.detail }], structuredContent: { ...problem } };
  }
}
