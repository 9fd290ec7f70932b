import { deepEqual } from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { docker } from '../discover/sources/docker.ts';
import { openapi } from '../discover/sources/openapi.ts';
import { lookWith } from '../discover/sources/testing-around.ts';
import { installFastApi, serveFastApi } from '../test-rest/fastapi.ts';
import type { Check } from './check.ts';
import { buildImage } from './image.ts';
import { installPodman, startPodman } from './podman.ts';

const IMAGE = 'localhost/test/labelled:1';

/** Discovery, where there is a real engine and a real service. */
export const discoverChecks: Check[] = [
  {
    name: 'discover: lists images and containers of a real engine by their labels',
    run: async () => {
      const version = await installPodman();
      await using podman = await startPodman();
      await buildImage(podman, IMAGE, { 'io.modelcontextprotocol.server.name': 'com.acme/labelled' });
      const look = async () => {
        const config = { sources: { docker: { socket: podman.socket } } };
        const { finds } = await lookWith(docker, { home: tmpdir(), config });
        return finds.map(({ where, server, isLocal }) => [where, server.name, isLocal]);
      };
      deepEqual(await look(), [[`image ${IMAGE}`, 'com.acme/labelled', true]]);
      await podman.run('run', '--detach', '--name', 'one', '--env', 'PORT=0', IMAGE);
      deepEqual(await look(), [['container one', 'com.acme/labelled', true]]);
      return version;
    },
  },
  {
    name: 'discover: lists a FastAPI service by its title',
    run: async () => {
      const version = await installFastApi();
      await using fastApi = await serveFastApi();
      const { finds, faults } = await lookWith(openapi, { home: tmpdir(), settings: { openapi: [fastApi.url] } });
      deepEqual([finds.map(({ server }) => server.name), faults], [['local/library'], []]);
      return version;
    },
  },
];
