import * as z from 'zod';
import { findTool } from '../../routing/call.ts';
import { describeTool as describe } from '../../routing/describe.ts';
import { shownTool } from '../../routing/quarantine.ts';
import type { MetaTool } from '../meta-tool.ts';
import { answer } from './answer.ts';

const Input = z.strictObject({
  service: z.string().describe('The service, as list_available_tools names it'),
  tool: z.string().describe("The tool's name"),
});

/** Tells all that there is to know before a call: the arguments above all. */
export const describeTool: MetaTool = {
  name: 'describe_tool',
  title: 'Describe a tool',
  description: "Tells one tool in full: its description, the JSON Schema of its arguments, and its server's hints.",
  input: Input,
  annotations: { readOnlyHint: true, openWorldHint: false },
  async run(input, { router, caller }) {
    const { service: name, tool } = Input.parse(input);
    const service = router.resolve(name);
    return answer(describe(service, shownTool(service, await findTool(service, tool, caller.signal))));
  },
};
