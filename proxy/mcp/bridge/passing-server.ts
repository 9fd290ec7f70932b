import { type JSONRPCRequest, type Result, Server, type ServerContext } from '@modelcontextprotocol/server';

type Handler = (request: JSONRPCRequest, context: ServerContext) => Promise<Result>;

/**
 * The SDK's server, but for what it does to results of `tools/call`: it reads them, drops from their content what its own
 * revision does not know, and refuses kinds of content that are newer. What a tool answers is for the client to read.
 */
export class PassingServer extends Server {
  /** A prompt may ask for input as a tool may, and is passed on unread. */
  protected override _wrapHandler(method: string, handler: Handler): Handler {
    return super._wrapHandler(method === 'tools/call' ? 'prompts/get' : method, handler);
  }
}
