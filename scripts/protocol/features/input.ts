import { expect } from 'vitest';
import type { Feature, Stage } from '../feature.ts';

/** What comes of a call, and what was asked meanwhile. */
async function ask({ asked }: Stage, tool: string, args: object = {}) {
  const client = await asked();
  client.asked.length = 0;
  const { content } = await client.call(tool, args);
  return { said: JSON.stringify(content), asked: client.asked.toSorted() };
}

/** What servers ask of their clients, in the middle of a call. */
export const INPUT: Feature[] = [
  {
    name: 'elicitation, by a tool and by a prompt',
    try: async (stage) => {
      const { said, asked } = await ask(stage, 'test_input_required_result_elicitation');
      expect([said, asked]).toEqual([expect.stringContaining('Hello, Ada!'), ['elicitation']]);
      const client = await stage.asked();
      const prompt = await client.request('prompts/get', { name: 'test_input_required_result_prompt' });
      expect(JSON.stringify(prompt)).toContain('Context: tea');
    },
  },
  {
    name: 'sampling',
    try: async (stage) => {
      const { said, asked } = await ask(stage, 'test_sampling', { prompt: 'Hello?' });
      expect([said, asked]).toEqual([expect.stringContaining('Bonjour'), ['sampling']]);
    },
  },
  {
    name: 'roots',
    try: async (stage) => {
      const { said, asked } = await ask(stage, 'test_input_required_result_list_roots');
      expect([said, asked]).toEqual([expect.stringContaining('file:///home'), ['roots']]);
    },
  },
  {
    name: 'several questions at once',
    try: async (stage) => {
      const { said, asked } = await ask(stage, 'test_input_required_result_multiple_inputs');
      expect(said).toMatch(/Name: Ada.*Bonjour.*file:\/\/\/home/);
      expect(asked).toEqual(['elicitation', 'roots', 'sampling']);
    },
  },
  {
    name: 'several rounds of questions',
    try: async (stage) => {
      const { said, asked } = await ask(stage, 'test_input_required_result_multi_round');
      expect([said, asked]).toEqual([expect.stringContaining('Ada likes red'), ['elicitation', 'elicitation']]);
    },
  },
  {
    name: 'a client is asked what it offers, and nothing else',
    try: async ({ asked }) => {
      const client = await asked({ elicitation: {} });
      const { content } = await client.call('test_input_required_result_capabilities');
      expect([JSON.stringify(content), client.asked]).toEqual([
        expect.stringContaining('Answered: user_name'),
        ['elicitation'],
      ]);
    },
  },
];
