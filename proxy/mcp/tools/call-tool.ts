import type { CallToolResult } from '@modelcontextprotocol/server';
import * as z from 'zod';
import { isObject } from '../../../catalog/json/json.ts';
import { ProxyError } from '../../error.ts';
import { callTool as routeCall } from '../../routing/call.ts';
import { askedTimeout } from '../../routing/deadline.ts';
import type { MetaTool } from '../meta-tool.ts';

const Arguments = z.record(z.string(), z.unknown());

const Input = z.looseObject({
  service: z.string().describe('The service, as list_available_tools names it'),
  tool: z.string().describe("The tool's name"),
  args: Arguments.optional().describe("The tool's arguments"),
  arguments: Arguments.optional().describe('The same as args'),
});

/** Calls a tool of any service. Its result is passed on as it came. */
export const callTool: MetaTool = {
  name: 'call_tool',
  title: 'Call a tool',
  description:
    "Calls a tool of a service and returns its result. Give the tool's arguments in args, or flat beside service and tool.",
  input: Input,
  annotations: { readOnlyHint: false, openWorldHint: true },
  async run(input, { router, caller, meta }) {
    const { service: name, tool, ...given } = input;
    if (typeof name !== 'string' || typeof tool !== 'string') throw new TypeError('the input was not checked');
    const service = router.resolve(name);
    const timeoutMs = askedTimeout({ _meta: meta }, service);
    const { value } = await routeCall(service, { tool, args: argumentsOf(given), caller, timeoutMs });
    return asResult(value);
  },
};

/** The arguments, in whichever of the three ways they were given: `args`, `arguments`, or flat (the first system's way). */
function argumentsOf({ args, arguments: named, ...flat }: Record<string, unknown>): Record<string, unknown> {
  const forms = [args, named, Object.keys(flat).length > 0 ? flat : undefined].filter((form) => form !== undefined);
  if (forms.length > 1) {
    const detail =
      'The arguments came in more than one form: use args, or arguments, or give them flat beside service and tool';
    throw new ProxyError('invalid_request', detail);
  }
  const [form = {}] = forms;
  return isObject(form) ? form : {};
}

/** A result of another server, which may be of another revision: what it says is passed on unread. */
function asResult(value: Record<string, unknown>): CallToolResult {
  const { resultType: _resultType, ...result } = value;
  return { content: [], ...result };
}
