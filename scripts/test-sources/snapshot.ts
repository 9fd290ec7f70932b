import { equal, match, ok } from 'node:assert/strict';
import { snapshotFiles, snapshotHost } from '../../proxy/services/testing-snapshot.ts';
import { legacyServer } from '../../proxy/testing.ts';
import type { Check } from './check.ts';
import { eventually, startTestProxy, whileCalling } from './proxy.ts';

/** The snapshot, by HTTP. */
export const snapshotChecks: Check[] = [
  {
    name: 'snapshot: loses no call when its host is down, gives garbage or damaged parts, and is back',
    run: async () => {
      await using server = await legacyServer();
      await using host = await snapshotHost(snapshotFiles(['weather']));
      const instances = [{ id: 'a', transport: 'streamable-http', url: server.url }];
      const services = ['weather', 'time'].map((name) => ({ name, use: 'package', instances }));
      await using proxy = await startTestProxy({ snapshot: host.url, services });
      const error = async (words: RegExp) =>
        eventually(async () => match((await proxy.source('snapshot'))?.error ?? '', words));
      const calls = await whileCalling(
        () => proxy.call('weather', 'echo', { message: 'hi' }),
        async () => {
          await eventually(() => ok(host.answers.includes('manifest.json 304'), host.answers.join(' ')));
          host.state = 'down';
          await error(/answered with 503/);
          host.state = 'garbage';
          await error(/no manifest/);
          Object.assign(host, { state: 'damaged', files: snapshotFiles(['weather', 'time']) });
          await error(/does not match the manifest/);
          equal(await proxy.service('time'), null);
          host.state = 'up';
          await eventually(async () => equal((await proxy.call('time', 'echo', { message: 'x' })).status, 200));
          equal((await proxy.source('snapshot'))?.error, null);
        },
      );
      return `${calls} calls, none lost`;
    },
  },
];
