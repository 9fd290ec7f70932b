import { isObject } from '../../../catalog/json/json.ts';
import { checkArguments } from '../../routing/arguments.ts';
import { type Abortable, realSignal } from '../abort.ts';
import type { Channel, ChannelEvents, Speaking } from '../channel.ts';
import { UpstreamFault } from '../fault.ts';
import type { HttpOrigin } from '../http.ts';
import type { Message } from '../message.ts';
import type { Result } from '../peer.ts';
import type { RestService } from './rest-service.ts';
import { plain, textOf } from './result.ts';
import { BadArgument } from './style.ts';

const NEWEST = '2025-11-25';
const VERSIONS = new Set([NEWEST, '2025-06-18', '2025-03-26', '2024-11-05']);

/**
 * A channel whose far end is in this process: it answers as a 2025-11-25 server with tools would, on behalf of a
 * service that does not speak MCP. So everything that goes to an upstream goes there too.
 */
export class Responder implements Channel {
  readonly #service: RestService;
  readonly #events: ChannelEvents;
  readonly #closing = new AbortController();
  readonly #stopHearing: () => void;

  constructor(service: RestService, events: ChannelEvents) {
    this.#service = service;
    this.#events = events;
    this.#stopHearing = service.hear(() => {
      const message = { jsonrpc: '2.0' as const, method: 'notifications/tools/list_changed' };
      events.message({ message, text: JSON.stringify(message) });
    });
  }

  get origin(): HttpOrigin {
    return this.#service.http;
  }

  async send({ id, method, params = {} }: Message, _speaking: Speaking, signal?: Abortable): Promise<void> {
    // A notification needs no answer: a call is given up by its signal.
    if (id === undefined || id === null || method === undefined) return;
    const until = signal ? AbortSignal.any([realSignal(signal), this.#closing.signal]) : this.#closing.signal;
    const answer = await this.#answer(method, params, until);
    const head = { jsonrpc: '2.0' as const, id };
    if ('code' in answer) {
      const message = { ...head, error: answer };
      this.#events.message({ message, text: JSON.stringify(message), inReplyTo: id });
    } else {
      const text = `{"jsonrpc":"2.0","id":${JSON.stringify(id)},"result":${answer.text}}`;
      this.#events.message({ message: { ...head, result: answer.value }, text, inReplyTo: id });
    }
  }

  async close(): Promise<void> {
    this.#stopHearing();
    this.#closing.abort(new UpstreamFault('tcp', 'the connection was closed'));
    await this.#service.close();
  }

  async #answer(
    method: string,
    params: Record<string, unknown>,
    signal: AbortSignal,
  ): Promise<Result | { code: number; message: string }> {
    switch (method) {
      case 'initialize':
        return this.#initialize(params, signal);
      case 'ping':
        await this.#service.check(signal);
        return asResult({});
      case 'tools/list':
        return asResult({ tools: this.#service.tools() });
      case 'tools/call':
        return this.#call(params, signal);
      default:
        return { code: -32601, message: `Method not found: ${method.slice(0, 100)}` };
    }
  }

  async #initialize({ protocolVersion }: Record<string, unknown>, signal: AbortSignal): Promise<Result> {
    const introduction = await this.#service.open(signal);
    const version = VERSIONS.has(String(protocolVersion)) ? protocolVersion : NEWEST;
    return asResult({ protocolVersion: version, capabilities: { tools: { listChanged: true } }, ...introduction });
  }

  async #call({ name, arguments: args = {} }: Record<string, unknown>, signal: AbortSignal) {
    const tool = this.#service.tools().find((each) => each.name === name);
    if (!tool) return { code: -32602, message: `Unknown tool: ${String(name).slice(0, 100)}` };
    if (!isObject(args)) return { code: -32602, message: 'arguments has to be an object' };
    // What does not fit is the tool's own error (MCP 2025-11-25, tools: error handling), so that a model can mend it.
    const errors = checkArguments(tool, args);
    if (errors.length > 0) {
      const list = errors.map(({ pointer, message }) => `${pointer || '/'} ${message}`).join('; ');
      return plain([textOf(`The arguments do not fit: ${list}`)], true);
    }
    try {
      return await this.#service.call(tool.name, args, signal);
    } catch (error) {
      if (error instanceof BadArgument) return plain([textOf(error.message)], true);
      throw error;
    }
  }
}

function asResult(value: Record<string, unknown>): Result {
  return { value, text: JSON.stringify(value) };
}
