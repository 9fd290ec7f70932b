import { toNodeHandler } from '@modelcontextprotocol/node';
import {
  createMcpHandler,
  type McpHttpHandler,
  ProtocolError,
  type Server,
  type ServerContext,
} from '@modelcontextprotocol/server';
import * as z from 'zod';
import { unreachable } from '../../routing/call.ts';
import type { Instance } from '../../routing/instance.ts';
import { pick } from '../../routing/pick.ts';
import type { RoutedService } from '../../routing/router.ts';
import { UpstreamFault } from '../../upstream/fault.ts';
import { CLIENT_INFO } from '../../upstream/identity.ts';
import type { AllBridges } from '../bridge/bridges.ts';
import { modernError } from '../bridge/errors.ts';
import { PassingServer } from '../bridge/passing-server.ts';
import { FACE_CAPABILITIES } from './legacy-session.ts';
import { routeOf } from './routes.ts';
import type { View } from './view.ts';

const METHODS = [
  'tools/list',
  'tools/call',
  'prompts/list',
  'prompts/get',
  'resources/list',
  'resources/templates/list',
  'resources/read',
  'completion/complete',
];

const Anything = z.looseObject({ _meta: z.record(z.string(), z.unknown()).optional() });

/** A face of many services for 2026 clients. Their requests say all of themselves, so there is nothing to keep. */
export function modernFace(view: View, { bridges, instructions }: { bridges: AllBridges; instructions: string }) {
  const handler: McpHttpHandler = createMcpHandler(faceServer, { legacy: 'reject' });
  return { answer: toNodeHandler(handler), notify: handler.notify };

  function faceServer(): Server {
    const server = new PassingServer(CLIENT_INFO, { capabilities: FACE_CAPABILITIES, instructions });
    for (const method of METHODS) {
      server.setRequestHandler(method, { params: Anything }, (params, context) => answer(method, params, context));
    }
    return server;
  }

  async function answer(method: string, params: z.infer<typeof Anything>, context: ServerContext) {
    try {
      const route = await routeOf(view, method, params);
      if ('answer' in route) return route.answer;
      const instance = await instanceFor(route.service, context);
      return await instance.carry(() => bridges.modernBridge(instance).request(method, route.params, context));
    } catch (error) {
      if (error instanceof ProtocolError || context.mcpReq.signal.aborted) throw error;
      const { code, message, data } = modernError(error, params);
      throw new ProtocolError(code, message, data);
    }
  }

  /** Where a parked call waits, for a retry; else the best instance that can be reached. */
  async function instanceFor(service: RoutedService, { mcpReq }: ServerContext): Promise<Instance> {
    const reachable = service.instances.filter(({ upstream }) => upstream !== null);
    const state = mcpReq.requestState();
    const parked = reachable.find(
      (instance) => typeof state === 'string' && bridges.modernBridge(instance).holds(state),
    );
    if (parked) return parked;
    let fault: UpstreamFault | undefined;
    for (const instance of pick(reachable)) {
      try {
        await instance.upstream?.get(mcpReq.signal);
        return instance;
      } catch (error) {
        if (!(error instanceof UpstreamFault)) throw error;
        instance.foundByCall(error);
        fault = error;
      }
    }
    throw unreachable(service, fault);
  }
}
