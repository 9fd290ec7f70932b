import type { IncomingMessage, ServerResponse } from 'node:http';
import { isObject } from '../../catalog/json/json.ts';
import type { Log } from '../log.ts';
import { HttpCaller } from '../routing/caller.ts';
import type { Router } from '../routing/router.ts';
import { type InboundMessage, readInbound } from './inbound.ts';
import { announces, isPlain, OUR_META, sendResult } from './plain-request.ts';
import { sendFault } from './reply.ts';
import type { SmallServer } from './small-server.ts';
import { callTool } from './tools/call-tool.ts';
import { runTool } from './tools/run-tool.ts';

export interface SmallFaceOptions {
  bodyBytes: number;
  log: Log;
}

/**
 * `/mcp`: a few tools that stand for all the tools behind us, over streamable HTTP, for clients of both eras. The router may
 * still be on its way: only calls wait for it. Of all that comes here most is a 2026 client's `call_tool`: that is answered
 * without an SDK, which is loaded for the rest when it is first needed.
 */
export class SmallFace {
  readonly #router: Router | Promise<Router>;
  readonly #options: SmallFaceOptions;
  #server: Promise<SmallServer> | undefined;

  constructor(router: Router | Promise<Router>, options: SmallFaceOptions) {
    this.#router = router;
    this.#options = options;
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!announces(request, 'tools/call', callTool.name)) return this.#answerBySdk(request, response);
    const { bodyBytes, log } = this.#options;
    let message: InboundMessage | undefined;
    try {
      ({ message } = await readInbound(request, bodyBytes));
      const { name, arguments: input = {} } = message.params ?? {};
      // What is not quite as announced is for the SDK to refuse, in its own words.
      if (!isPlain(message, 'tools/call') || name !== callTool.name || !isObject(input))
        return await this.#answerBySdk(request, response, message);
      const context = { router: this.#router, caller: new HttpCaller(response), meta: message.params._meta };
      const result = await runTool(callTool, input, context, log);
      const said = { ...result, resultType: 'complete', _meta: { ...result._meta, ...OUR_META } };
      sendResult(response, message.id, JSON.stringify(said));
    } catch (error) {
      sendFault(response, error, message?.id ?? null);
    }
  }

  async #answerBySdk(request: IncomingMessage, response: ServerResponse, message?: InboundMessage): Promise<void> {
    this.#server ??= import('./small-server.ts').then(({ smallServer }) => smallServer(this.#router, this.#options));
    const { method = 'GET', url = '/' } = request;
    await (await this.#server)(Object.assign(request, { method, url }), response, message);
  }
}
