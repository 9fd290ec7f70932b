import { expect } from 'vitest';
import type { Feature } from '../feature.ts';
import { expectSame } from './same.ts';

const COMPLETED = {
  ref: { type: 'ref/prompt', name: 'test_prompt_with_arguments' },
  argument: { name: 'arg1', value: 'par' },
};

/** What servers offer beside tools. */
export const OFFERS: Feature[] = [
  { name: '`resources/list`', try: (stage) => expectSame(stage, 'resources/list') },
  { name: '`resources/templates/list`', try: (stage) => expectSame(stage, 'resources/templates/list') },
  {
    name: '`resources/read`: text, bytes, and by a template',
    try: async (stage) => {
      for (const uri of ['test://static-text', 'test://static-binary', 'test://template/7/data'])
        await expectSame(stage, 'resources/read', { uri });
    },
  },
  { name: '`prompts/list`', try: (stage) => expectSame(stage, 'prompts/list') },
  {
    name: '`prompts/get`',
    try: async (stage) => {
      const uri = { name: 'test_prompt_with_embedded_resource', arguments: { resourceUri: 'test://static-text' } };
      await expectSame(stage, 'prompts/get', uri);
      const args = { arg1: 'a', arg2: 'b' };
      await expectSame(stage, 'prompts/get', { name: 'test_prompt_with_arguments', arguments: args });
    },
  },
  {
    name: '`completion/complete`',
    try: async (stage) => {
      await expectSame(stage, 'completion/complete', COMPLETED);
      expect(await stage.client.request('completion/complete', COMPLETED)).toMatchObject({
        completion: { values: ['paris', 'park', 'party'] },
      });
    },
  },
];
