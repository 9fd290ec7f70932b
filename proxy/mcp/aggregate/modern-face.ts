import { type NodeMcpRequestHandler, toNodeHandler } from '@modelcontextprotocol/node';
import { createMcpHandler, type McpHttpHandler, type Server, type ServerContext } from '@modelcontextprotocol/server';
import * as z from 'zod';
import { CLIENT_INFO } from '../../upstream/identity.ts';
import type { Bridges } from '../bridge/bridges.ts';
import { asProtocolError } from '../bridge/modern-door.ts';
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

export interface ModernFace {
  answer: NodeMcpRequestHandler;
  /** Tells those that listen. */
  notify: McpHttpHandler['notify'];
}

/** A face of many services for 2026 clients. Their requests say all of themselves, so there is nothing to keep. */
export function modernFace(
  view: View,
  { bridges, instructions }: { bridges: Bridges; instructions: () => string },
): ModernFace {
  const handler: McpHttpHandler = createMcpHandler(faceServer, { legacy: 'reject' });
  return { answer: toNodeHandler(handler), notify: handler.notify };

  function faceServer(): Server {
    const server = new PassingServer(CLIENT_INFO, { capabilities: FACE_CAPABILITIES, instructions: instructions() });
    for (const method of METHODS) {
      server.setRequestHandler(method, { params: Anything }, (params, context) => answer(method, params, context));
    }
    return server;
  }

  async function answer(method: string, params: z.infer<typeof Anything>, context: ServerContext) {
    try {
      const route = await routeOf(view, method, params);
      if ('answer' in route) return route.answer;
      return await bridges.request(route.service, method, route.params, context);
    } catch (error) {
      throw asProtocolError(error, params, context);
    }
  }
}
