import type { Client } from '../client.ts';
import { inputsOf, jsonBlock, jsonQuery, type Process, processJson, type Reached, shellBlock } from '../formats.ts';
import { at } from '../in-json.ts';
import { GAPS, type Offer } from '../offer.ts';

/** VS Code and Visual Studio: `servers`, and `inputs` for what is missing. `whole` is one object with the name in it. */
export function withInputs(
  path: string,
  more: (name: string, whole: object) => { links: Offer['links']; blocks?: Offer['blocks']; after?: string },
): Pick<Client, 'process' | 'remote'> {
  const offer = (name: string, config: object, launch: Process | Reached): Offer => {
    const asked = inputsOf(launch);
    const { blocks = [], ...rest } = more(name, { name, ...config, ...asked });
    const whole = jsonBlock(path, { ...asked, servers: { [name]: config } }, launch, GAPS.input);
    return { blocks: [whole, ...blocks], ...rest };
  };
  return {
    process: (name, launch) => offer(name, { type: 'stdio', ...processJson(launch, GAPS.input) }, launch),
    remote: (name, launch) => offer(name, { type: launch.transport, ...at(launch, GAPS.input) }, launch),
  };
}

export function vscode(label: string, scheme: string, command: string): Pick<Client, 'process' | 'remote'> {
  return withInputs('.vscode/mcp.json', (_name, whole) => ({
    links: [{ label: `Add to ${label}`, href: `${scheme}:mcp/install?${jsonQuery(whole)}` }],
    blocks: [{ ...shellBlock({ words: [command, '--add-mcp', JSON.stringify(whole)], batch: true }), other: true }],
    after: 'It asks before it saves.',
  }));
}
