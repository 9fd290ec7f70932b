import type { IncomingMessage, ServerResponse } from 'node:http';
import * as z from 'zod';
import type { Log } from '../../log.ts';
import type { RoutedService } from '../../routing/router.ts';
import { isSame } from '../../services/same.ts';
import type { Affinity } from '../../workers/affinity.ts';
import type { Bridges } from '../bridge/bridges.ts';
import { LegacyDoor } from '../bridge/legacy-door.ts';
import { readInitialize } from '../bridge/link.ts';
import { retryElsewhere } from '../bridge/retry-elsewhere.ts';
import { type Inbound, readInbound, refuseInexactId } from '../inbound.ts';
import { announces, isPlain, sendResult } from '../plain-request.ts';
import { notAllowed, sendFault, sendNoSession } from '../reply.ts';
import type { Sessions } from '../sessions.ts';
import { AggregateSession } from './legacy-session.ts';
import type { ModernFace } from './modern-face.ts';
import type { Change } from './offer.ts';
import { ToolsPage } from './tools-page.ts';
import { View, type ViewSettings } from './view.ts';

const Listen = z.looseObject({
  method: z.literal('subscriptions/listen'),
  params: z.looseObject({ notifications: z.looseObject({ resourceSubscriptions: z.array(z.string()).max(1000) }) }),
});

export interface FaceOptions {
  sessions: Sessions;
  bridges: Bridges;
  affinity: Affinity;
  bodyBytes: number;
  log: Log;
}

/** A face that puts several services together: `/mcp/all`, `/mcp/profiles/{profile}`. */
export interface Face {
  view: View;
  /** Shows these services from now on, of which some have `changed`; clients are told, at once and when more is known. */
  show(services: ShownService[], changed: ReadonlySet<RoutedService>): void;
  /** Others of its tools are quarantined than before: clients are told. */
  tellTools(): void;
  answer(request: IncomingMessage, response: ServerResponse): Promise<void>;
  close(): void;
}

/** A service, and how it is seen. */
export interface ShownService {
  service: RoutedService;
  settings: ViewSettings;
}

/** `name` tells the face's sessions from those of others; it is its path below `/mcp/`. */
export function aggregatedFace(
  name: string,
  services: ShownService[],
  { sessions, bridges, affinity, bodyBytes, log }: FaceOptions,
): Face {
  const doors = new Set<LegacyDoor>();
  const view = new View(name, services, { log, onChange: tellAll });
  const instructions = () => `The tools of ${view.services.map(({ name }) => name).join(', ')}, under one address.`;
  const page = new ToolsPage();
  // The SDK takes a fifth of our start and of our memory: it is loaded when it is first needed.
  let loaded: Promise<ModernFace> | undefined;
  const modern = () => {
    loaded ??= import('./modern-face.ts').then(({ modernFace }) => modernFace(view, { bridges, instructions }));
    return loaded;
  };
  return { view, show, answer, tellTools: () => tellAll({ list: 'tools' }), close: () => view.close() };

  function show(next: ShownService[], changed: ReadonlySet<RoutedService>): void {
    const before = { tools: view.tools(), services: view.services };
    view.show(next);
    if (!isSame(view.tools(), before.tools)) tellAll({ list: 'tools' });
    const isSameSet =
      view.services.length === before.services.length && view.services.every((one) => before.services.includes(one));
    if (isSameSet && !view.services.some((service) => changed.has(service))) return;
    void view.follow(changed).then(() => {
      for (const list of ['tools', 'prompts', 'resources'] as const) tellAll({ list });
    });
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { 'mcp-session-id': sessionId } = request.headers;
    let inbound: Inbound | null = null;
    try {
      if (request.method === 'POST') inbound = await readInbound(request, bodyBytes);
      else if (request.method !== 'GET' && request.method !== 'DELETE') throw notAllowed();
      if (inbound?.era === 'modern') {
        if (announces(request, 'tools/list') && isPlain(inbound.message, 'tools/list')) {
          refuseInexactId(inbound.message.id);
          return sendResult(response, inbound.message.id, page.textOf(view.tools()));
        }
        if (await retryElsewhere(affinity, request, response, inbound)) return;
        await watchFor(inbound);
        const { method = 'POST', url = '/' } = request;
        return await (await modern()).answer(Object.assign(request, { method, url }), response, inbound.message);
      }
      if (typeof sessionId === 'string') {
        return await sessions.serve({ id: sessionId, service: name }, request, response, inbound);
      }
      if (inbound?.message.method === 'initialize') return await open(request, response, inbound);
      if (request.method === 'GET') throw notAllowed();
      sendNoSession(response, inbound?.message.id ?? null);
    } catch (error) {
      sendFault(response, error, inbound?.message.id ?? null);
    }
  }

  async function watchFor({ message }: Inbound): Promise<void> {
    const { data } = Listen.safeParse(message);
    if (data) await view.watch(data.params.notifications.resourceSubscriptions);
  }

  async function open(request: IncomingMessage, response: ServerResponse, inbound: Inbound): Promise<void> {
    const client = readInitialize(inbound);
    const id = sessions.newId();
    const door = new LegacyDoor(id, (door) => {
      const onClose = () => doors.delete(door);
      return new AggregateSession(view, client, door, { bridges, instructions: instructions(), onClose });
    });
    doors.add(door);
    await door.answer(request, response, inbound);
    sessions.add(id, name, door);
  }

  /** Whatever has changed behind the face is told to clients of both eras. */
  function tellAll(change: Change): void {
    // Who has not loaded it has no client that listens.
    void loaded?.then(({ notify }) => {
      if ('uri' in change) notify.resourceUpdated(change.uri);
      else if (change.list === 'tools') notify.toolsChanged();
      else if (change.list === 'prompts') notify.promptsChanged();
      else notify.resourcesChanged();
    });
    if ('uri' in change) return;
    for (const door of doors) door.tell({ jsonrpc: '2.0', method: `notifications/${change.list}/list_changed` });
  }
}
