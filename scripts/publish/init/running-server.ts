import * as z from 'zod';
import type { Egress } from '../../../catalog/net/connector.ts';
import { connectUpstream, type Target } from '../../../proxy/upstream/connect.ts';
import { UpstreamFault } from '../../../proxy/upstream/fault.ts';
import { UserError } from '../../command.ts';
import type { Found } from './found.ts';

/** What a server says of itself when it is met; a server may say anything. */
const ServerInfo = z.object({
  name: z.string().optional().catch(undefined),
  title: z.string().optional().catch(undefined),
  version: z.string().optional().catch(undefined),
  description: z.string().optional().catch(undefined),
  websiteUrl: z.string().optional().catch(undefined),
});

const TIMEOUT_MS = 30_000;

/** Asks a server at a URL, by streamable HTTP and then by SSE, who it is. Throws `UserError`. */
export async function fromUrl(url: string, egress: Egress): Promise<Found> {
  const http = { url, headers: {}, egress };
  const tried = await meet({ transport: 'streamable-http', http }).catch(async (error: unknown) => {
    const found = await meet({ transport: 'sse', http }).catch(() => null);
    if (found === null) throw error;
    return { ...found, remote: { type: 'sse', url } };
  });
  return { remote: { type: 'streamable-http', url }, ...tried };
}

/** Starts a server by a command line, as the shell reads it, and asks it who it is. Throws `UserError`. */
export async function fromCommand(commandLine: string, folder: string): Promise<Found> {
  const command = { command: '/bin/sh', args: ['-c', `exec ${commandLine}`], env: {}, cwd: folder };
  return meet({ transport: 'stdio', command });
}

async function meet(target: Target): Promise<Found> {
  try {
    await using upstream = await connectUpstream(target, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    const { name, instructions, ...said } = {
      ...ServerInfo.parse(upstream.serverInfo),
      instructions: upstream.instructions,
    };
    return { ...said, slug: name, description: said.description ?? instructions, notes: [] };
  } catch (error) {
    if (error instanceof UpstreamFault)
      throw new UserError(`The server cannot be asked: ${error.message}`, { cause: error });
    throw error;
  }
}
