import { WATCHED } from '../conformance/fixture/resources.ts';
import type { Step } from './script.ts';

function asks(method: string, params: Record<string, unknown> = {}, name = method): Step {
  return { name, play: ({ ask }) => ask(method, params) };
}

function calls(tool: string, args: Record<string, unknown> = {}): Step {
  return asks('tools/call', { name: tool, arguments: args }, `calls ${tool}`);
}

const VENDOR = { 'com.example/trace': { deep: [1, { none: null }] }, traceparent: '00-aa-bb-01' };
const accepts = { name: 'Ada', username: 'ada', email: 'ada@example.com', ok: true, color: 'red', context: 'a test' };

/** What a client of 2026 does with the fixture of the conformance suite, step by step. */
export const MODERN: Step[] = [
  {
    name: 'opens',
    play: async ({ connect, answers }) => {
      answers.elicitation = { action: 'accept', content: accepts };
      await connect();
    },
  },
  asks('server/discover'),
  asks('tools/list'),
  asks('prompts/list'),
  asks('resources/list'),
  asks('resources/templates/list'),
  calls('test_simple_text'),
  calls('test_multiple_content_types'),
  calls('test_embedded_resource'),
  calls('test_error_handling'),
  calls('test_elicitation_sep1330_enums'),
  calls('test_input_required_result_elicitation'),
  calls('test_input_required_result_sampling'),
  calls('test_input_required_result_list_roots'),
  calls('test_input_required_result_multiple_inputs'),
  calls('test_input_required_result_multi_round'),
  asks('prompts/get', { name: 'test_input_required_result_prompt' }, 'gets a prompt that asks its user'),
  {
    name: 'elicits, and the user declines',
    play: async ({ answers, ask }) => {
      answers.elicitation = { action: 'decline' };
      await ask('tools/call', { name: 'test_elicitation', arguments: { message: 'Who are you?' } });
    },
  },
  {
    name: 'hears of progress',
    play: ({ ask }) => ask('tools/call', { name: 'test_tool_with_progress', arguments: {} }, { onprogress: () => {} }),
  },
  {
    name: 'runs several things at once, each with its progress',
    atOnce: true,
    play: async ({ ask }) => {
      const calls = [1, 2, 3].map((n) =>
        ask('tools/call', { name: 'test_tool_with_progress', arguments: { n } }, { onprogress: () => {} }),
      );
      await Promise.all(calls);
    },
  },
  asks('prompts/get', { name: 'test_prompt_with_arguments', arguments: { arg1: 'a', arg2: 'b' } }),
  asks('prompts/get', { name: 'test_prompt_with_image' }),
  asks('resources/read', { uri: 'test://static-binary' }),
  asks('resources/read', { uri: 'test://template/7/data' }),
  asks('resources/read', { uri: 'test://none' }, 'reads a resource that there is not'),
  asks('completion/complete', {
    ref: { type: 'ref/prompt', name: 'test_prompt_with_arguments' },
    argument: { name: 'arg1', value: 'par' },
  }),
  {
    name: 'hears of what it listens to',
    play: async ({ ask, listen, recording }) => {
      const since = recording.said.length;
      const listening = await listen?.({ toolsListChanged: true, resourceSubscriptions: [WATCHED] });
      await ask('tools/call', { name: 'test_trigger_resource_change', arguments: {} });
      await recording.hears('server', 'notifications/resources/updated', { since });
      await ask('tools/call', { name: 'test_trigger_tool_change', arguments: {} });
      await recording.hears('server', 'notifications/tools/list_changed', { since });
      await listening?.close();
    },
  },
  calls('no-such-tool'),
  asks('no/such/method', { what: 1 }, 'calls an unknown method'),
  asks('prompts/get', { name: 'no-such-prompt' }, 'gets an unknown prompt'),
  asks(
    'tools/call',
    { name: 'test_simple_text', arguments: { 'x-more': [null] }, _meta: VENDOR, 'x-unknown': { kept: true } },
    'asks with what only vendors know',
  ),
  asks('tools/list', { _meta: VENDOR, 'x-unknown': 1 }, 'lists with what only vendors know'),
];
