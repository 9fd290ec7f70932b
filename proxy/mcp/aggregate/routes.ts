import * as z from 'zod';
import type { RoutedService } from '../../routing/router.ts';
import { JsonRpcError } from '../../upstream/fault.ts';
import type { View } from './view.ts';

/** A request to a face: answered from what is known, or for one service to answer. */
export type Route = { answer: Record<string, unknown> } | { service: RoutedService; params: Record<string, unknown> };

const Ref = z.looseObject({
  ref: z.discriminatedUnion('type', [
    z.looseObject({ type: z.literal('ref/prompt'), name: z.string() }),
    z.looseObject({ type: z.literal('ref/resource'), uri: z.string() }),
  ]),
});

/** Where a request to a face goes. Throws `JsonRpcError` for what nobody can answer. */
export async function routeOf(view: View, method: string, params: Record<string, unknown>): Promise<Route> {
  switch (method) {
    case 'tools/list':
      return { answer: { tools: view.tools() } };
    case 'prompts/list':
      return { answer: { prompts: await view.prompts() } };
    case 'resources/list':
      return { answer: { resources: await view.resources() } };
    case 'resources/templates/list':
      return { answer: { resourceTemplates: await view.resourceTemplates() } };
    case 'tools/call':
      return named(params, view.toolOwner(nameOf(params)));
    case 'prompts/get':
      return named(params, await view.promptOwner(nameOf(params)));
    case 'resources/read':
    case 'resources/subscribe':
    case 'resources/unsubscribe':
      return { service: await view.resourceOwner(uriOf(params)), params };
    case 'completion/complete':
      return completion(view, params);
    default:
      throw new JsonRpcError(-32601, `Method not found: ${method}`);
  }
}

async function completion(view: View, params: Record<string, unknown>): Promise<Route> {
  const { data } = Ref.safeParse(params);
  if (!data) throw new JsonRpcError(-32602, 'completion/complete needs a ref to a prompt or a resource');
  const { ref } = data;
  if (ref.type === 'ref/resource') return { service: await view.resourceOwner(ref.uri), params };
  const { service, name } = await view.promptOwner(ref.name);
  return { service, params: { ...params, ref: { ...ref, name } } };
}

function named(params: Record<string, unknown>, { service, name }: { service: RoutedService; name: string }): Route {
  return { service, params: { ...params, name } };
}

function nameOf({ name }: Record<string, unknown>): string {
  if (typeof name === 'string') return name;
  throw new JsonRpcError(-32602, 'params.name must be a string');
}

function uriOf({ uri }: Record<string, unknown>): string {
  if (typeof uri === 'string') return uri;
  throw new JsonRpcError(-32602, 'params.uri must be a string');
}
