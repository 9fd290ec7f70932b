import { expect, vi } from 'vitest';
import { WATCHED } from '../../conformance/fixture/resources.ts';
import type { Feature } from '../feature.ts';

/** What servers tell unasked. */
export const CHANGES: Feature[] = [
  {
    name: 'subscription to a resource, until it ends',
    try: async ({ client }) => {
      const count = () => client.heard.filter(({ method }) => method === 'notifications/resources/updated').length;
      const before = count();
      const stop = await client.watch(WATCHED);
      await client.call('test_trigger_resource_change');
      await vi.waitFor(() => expect(count()).toBe(before + 1));
      expect(client.heard.findLast(({ method }) => method === 'notifications/resources/updated')?.params).toMatchObject(
        {
          uri: WATCHED,
        },
      );
      await stop();
      await client.call('test_trigger_resource_change');
      await client.call('test_simple_text');
      expect(count()).toBe(before + 1);
    },
  },
  {
    name: '`list_changed` of tools, prompts and resources, to who asked to hear it',
    try: async ({ client }) => {
      const lists = ['tool', 'prompt', 'resource_list'];
      const methods = ['tools', 'prompts', 'resources'].map((list) => `notifications/${list}/list_changed`);
      const counts = () => methods.map((method) => client.heard.filter((each) => each.method === method).length);
      const stop = await client.watch(WATCHED);
      const before = counts();
      for (const list of lists) await client.call(`test_trigger_${list}_change`);
      await vi.waitFor(() => expect(counts().every((count, at) => count > (before[at] ?? 0))).toBe(true));
      for (const list of lists) await client.call(`test_trigger_${list}_change`);
      await stop();
    },
  },
];
