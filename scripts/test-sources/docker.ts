import { deepEqual, equal, match, notEqual, ok } from 'node:assert/strict';
import { freePort } from '../interop/serve-peer.ts';
import type { Check } from './check.ts';
import { buildImage } from './image.ts';
import { installPodman, type Podman, startPodman } from './podman.ts';
import { eventually, startTestProxy, type TestProxy, whileCalling } from './proxy.ts';

const IMAGE = 'localhost/test/who:1';

/** Starts a container of the test's image that serves over HTTP, as one of a service. */
async function startContainer(podman: Podman, container: string, service: string): Promise<void> {
  const port = await freePort();
  const labels = { 'mcp.transport': 'streamable-http', 'mcp.port': port, 'mcp.name': service, 'mcp.path': '/' };
  const flags = Object.entries(labels).flatMap(([label, value]) => ['--label', `${label}=${value}`]);
  await podman.run('run', '--detach', '--name', container, ...flags, '--env', `PORT=${port}`, IMAGE);
}

async function instancesOf(proxy: TestProxy, service: string): Promise<string[]> {
  return ((await proxy.service(service))?.instances ?? []).map(({ health }) => health);
}

/** Containers and images of a real engine: Podman, which answers as Docker does. */
export const dockerChecks: Check[] = [
  {
    name: 'docker: serves containers and images by their labels, and loses no call as they and the engine come and go',
    run: async () => {
      const version = await installPodman();
      await using podman = await startPodman();
      await buildImage(podman, IMAGE, { 'mcp.transport': 'stdio', 'mcp.name': 'who' });
      // Long intervals: what is found in time is found by the engine's events.
      const refresh = { dockerMs: 60_000, retryMs: 100, lingerMs: 5000 };
      const { socket, command } = podman;
      await using proxy = await startTestProxy({ sources: { docker: { socket, command }, refresh } });
      const isServedBy = (count: number) =>
        eventually(async () => deepEqual(await instancesOf(proxy, 'weather'), Array(count).fill('healthy')));

      const fromImage = await eventually(async () => {
        const answer = await proxy.call('who', 'who');
        equal(answer.status, 200, answer.text);
        return answer;
      });
      match(fromImage.instance ?? '', /^image-[0-9a-f]{12}$/);

      await startContainer(podman, 'one', 'weather');
      await isServedBy(1);
      let afterRestart = '';
      const calls = await whileCalling(
        () => proxy.call('weather', 'who'),
        async () => {
          const before = await proxy.call('weather', 'who');
          match(before.instance ?? '', /^container-[0-9a-f]{12}$/);
          await startContainer(podman, 'two', 'weather');
          await isServedBy(2);
          await podman.run('stop', '--time', '2', 'one');
          await isServedBy(1);
          await podman.run('restart', '--time', '2', 'two');
          await isServedBy(1);
          afterRestart = (await proxy.call('weather', 'who')).text;
          notEqual(afterRestart, before.text);
          await podman.stop();
          await eventually(async () => equal((await proxy.source('docker'))?.ok, false));
          await podman.start();
          await eventually(async () => ok((await proxy.source('docker'))?.ok));
          await startContainer(podman, 'three', 'weather');
          await isServedBy(2);
        },
      );
      return `${version}: ${calls} calls, none lost`;
    },
  },
];
