import type { Client } from '../client.ts';
import { inputsOf, jsonQuery, type Process, processJson, type Reached, shellBlock } from '../formats.ts';
import { after, at, file } from '../in-json.ts';
import { GAPS, type Offer } from '../offer.ts';
import { copilot } from './copilot.ts';

/** VS Code and Visual Studio: `servers`, and `inputs` for what is missing. `whole` is one object with the name in it. */
export function withInputs(
  path: string,
  more: (
    name: string,
    whole: object,
    launch: Process | Reached,
  ) => { links: Offer['links']; blocks?: Offer['blocks']; after?: string },
): Pick<Client, 'process' | 'remote'> {
  const offer = (name: string, config: object, launch: Process | Reached): Offer => {
    const asked = inputsOf(launch);
    const { blocks = [], after: says, links } = more(name, { name, ...config, ...asked }, launch);
    const made = file(path, { ...asked, servers: { [name]: config } }, launch, GAPS.input);
    return { links, blocks: [...made.blocks, ...blocks], ...after([says, made.after]) };
  };
  return {
    process: (name, launch) => offer(name, { type: 'stdio', ...processJson(launch, GAPS.input) }, launch),
    remote: (name, launch) => offer(name, { type: launch.transport, ...at(launch, GAPS.input) }, launch),
  };
}

export function vscode(label: string, scheme: string, command: string): Pick<Client, 'process' | 'remote'> {
  return withInputs('.vscode/mcp.json', (name, whole, launch) => ({
    links: [{ label: `Add to ${label}`, href: `${scheme}:mcp/install?${jsonQuery(whole)}` }],
    blocks: [
      { ...shellBlock({ words: [command, '--add-mcp', JSON.stringify(whole)], batch: true }), other: true },
      ...ownSessions(name, launch).map((block) => ({ ...block, other: true })),
    ],
    after: 'It asks before it saves.',
  }));
}

/** Copilot's own sessions are handed no server that asks its user for something; they read this file. */
function ownSessions(name: string, launch: Process | Reached): Offer['blocks'] {
  const { process, remote } = copilot(".mcp.json, for Copilot's own sessions");
  return (launch.kind === 'remote' ? remote(name, launch) : process(name, launch)).blocks;
}
