import { deepEqual, ok } from 'node:assert/strict';
import { join } from 'node:path';
import { ROOT } from '../command.ts';
import type { Behind } from './behind.ts';
import type { ClientPeer, ProxyAddress } from './client-peers.ts';
import { type Call, openClient } from './clients.ts';
import { attempt, type Finding } from './finding.ts';
import { look, sameTools, see } from './sight.ts';
import type { Surroundings } from './upstreams.ts';

const ECHO: Call = { name: 'echo', arguments: { message: 'Grüße, 世界' } };
const SLOW: Call = { name: 'trigger-long-running-operation', arguments: { duration: 0.3, steps: 3 } };
const ASKING: Call = { name: 'trigger-elicitation-request', arguments: {} };
const AT_SMALL: Call = {
  name: 'call_tool',
  arguments: { service: 'everything', tool: ECHO.name, args: ECHO.arguments },
};

/** Lets a client of others' use the proxy: one service, as if it were connected straight there, and the small face. */
export async function* checkClient(
  { name, kind, passes, introducesClient, open }: ClientPeer,
  { home }: Surroundings,
  behind: Behind,
): AsyncGenerator<Finding> {
  const heard = { questions: 0, progress: 0 };
  const onQuestion = () => {
    heard.questions += 1;
  };
  const onProgress = () => {
    heard.progress += 1;
  };
  const tried = (what: string, act: () => Promise<void>) => attempt(name, `${what}, by a ${kind}`, act);

  await using opened = await open(addressOf(behind, home, 'everything'));
  await using client = await openClient(kind, opened.place, onQuestion);
  yield await tried('lists and calls the tools of a service', async () => {
    const straightKind = kind === 'v2 client of 2026' ? 'v2 client of 2025' : kind;
    await using straight = await openClient(straightKind, behind.everything, introducesClient ? onQuestion : undefined);
    const [found, expected] = [await look(client, ECHO), await look(straight, ECHO)];
    sameTools(found.tools, expected.tools);
    deepEqual(found.answer, expected.answer);
  });
  if (passes.includes('progress'))
    yield await tried('hears of progress', async () => {
      const said = JSON.stringify(await client.call(SLOW, onProgress));
      ok(said.includes('completed'), said);
      // When the last word of it and the answer come in one piece, the SDKs lose the former.
      ok(heard.progress >= 2, `it heard ${heard.progress} times of progress`);
    });
  if (passes.includes('questions'))
    yield await tried('is asked by a tool', async () => {
      const said = JSON.stringify(await client.call(ASKING));
      ok(heard.questions === 1 && said.includes('declined'), `asked ${heard.questions} times, it heard ${said}`);
    });
  yield await tried('calls a tool of a service at the small face', async () => {
    await using small = await open(addressOf(behind, home, null));
    const { tools, answer } = await see(kind, small.place, AT_SMALL);
    const names = tools.map((tool) => tool.name);
    ok(names.includes('list_available_tools'), `its tools are ${names}`);
    deepEqual(answer, { content: [{ type: 'text', text: `Echo: ${ECHO.arguments.message}` }] });
  });
}

function addressOf({ origin, configFile }: Behind, home: string, service: string | null): ProxyAddress {
  const command = [join(ROOT, 'scripts/start/stdio.mjs'), '--config', configFile];
  const stdio = service === null ? command : [...command, '--service', service];
  return { origin, home, stdio, path: service === null ? '' : `/${service}` };
}
