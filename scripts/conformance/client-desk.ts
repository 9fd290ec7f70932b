import { createServer } from 'node:http';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import * as z from 'zod';
import { ROOT } from '../command.ts';
import { playClient, ToolCall, type Way } from './client-play.ts';

const Knock = z.object({
  scenario: z.string(),
  server: z.url(),
  context: z.object({ toolCalls: z.array(ToolCall).optional() }),
});

/**
 * Plays the client in the suite's scenarios. The suite starts a server for each and runs `command`, which knocks here;
 * what that server is sent, it judges.
 */
export async function openClientDesk(way: Way): Promise<AsyncDisposable & { command: string }> {
  const desk = createServer(async (request, response) => {
    try {
      const { scenario, server, context } = Knock.parse(await json(request));
      await playClient(scenario, server, way, context);
      response.end();
    } catch (error) {
      response.writeHead(500).end(error instanceof Error ? (error.stack ?? error.message) : String(error));
    }
  });
  await new Promise<void>((ready) => desk.listen(0, '127.0.0.1', ready));
  const { port } = z.object({ port: z.number() }).parse(desk.address());
  const knock = join(ROOT, 'scripts', 'conformance', 'knock.mjs');
  return {
    command: `"${process.execPath}" "${knock}" http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: async () => {
      desk.closeAllConnections();
      await new Promise((closed) => desk.close(closed));
    },
  };
}
