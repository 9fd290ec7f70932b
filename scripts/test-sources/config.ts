import { equal, match } from 'node:assert/strict';
import { legacyServer, modernServer } from '../../proxy/testing.ts';
import type { Check } from './check.ts';
import { eventually, startTestProxy, whileCalling } from './proxy.ts';

/** The configuration's own file, as an operator edits it. */
export const configChecks: Check[] = [
  {
    name: 'configuration: loses no call when it moves a service, breaks, is gone, and is mended',
    run: async () => {
      await using first = await legacyServer();
      await using second = await modernServer();
      const services = (url: string) => [
        { name: 'weather', use: 'package', instances: [{ id: new URL(url).port, transport: 'streamable-http', url }] },
      ];
      await using proxy = await startTestProxy({ services: services(first.url) });
      const servedBy = (url: string) =>
        eventually(async () =>
          equal((await proxy.call('weather', 'echo', { message: 'x' })).instance, new URL(url).port),
        );
      const calls = await whileCalling(
        () => proxy.call('weather', 'echo', { message: 'hi' }),
        async () => {
          await servedBy(first.url);
          await proxy.configure({ services: services(second.url) });
          await servedBy(second.url);
          await proxy.configure('{ "servces": [] }');
          await eventually(async () => match((await proxy.source('configuration'))?.error ?? '', /^1:3 Unknown field/));
          await servedBy(second.url);
          await proxy.configure('{ "services": [');
          await eventually(async () => match((await proxy.source('configuration'))?.error ?? '', /^1:\d+ /));
          await proxy.configure({ services: services(first.url) });
          await servedBy(first.url);
          equal((await proxy.source('configuration'))?.ok, true);
        },
      );
      return `${calls} calls, none lost`;
    },
  },
  {
    name: 'configuration: a call that runs ends at the instance that it was taken from',
    run: async () => {
      await using first = await legacyServer();
      await using second = await legacyServer();
      const services = ({ url }: { url: string }) => [
        { name: 'weather', use: 'package', instances: [{ id: 'only', transport: 'streamable-http', url }] },
      ];
      await using proxy = await startTestProxy({ services: services(first) });
      const slow = proxy.call('weather', 'wait', { ms: 1000 });
      await eventually(() => equal(first.methods.at(-1), 'tools/call'));
      await proxy.configure({ services: services(second) });
      await eventually(async () => {
        await proxy.call('weather', 'echo', { message: 'x' });
        equal(second.methods.at(-1), 'tools/call');
      });
      equal((await slow).status, 200);
      equal(second.methods.filter((method) => method === 'tools/call').length > 0, true);
      return 'it was answered, and calls after it went elsewhere';
    },
  },
];
