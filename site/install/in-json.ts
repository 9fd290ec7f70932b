import { cautionsOf, headersJson, jsonBlock, type Process, processJson, type Reached } from './formats.ts';
import type { Gap, Offer } from './offer.ts';
import { textOf } from './value.ts';

interface JsonFormat {
  file: string;
  root?: string;
  gap: Gap;
  process?: (launch: Process, gap: Gap) => object;
  remote?: (launch: Reached, gap: Gap) => object;
}

/** A client that reads a file of JSON: what it has of a server, under its name, under a root key. `more` adds links. */
export function inJson(
  { file: path, root = 'mcpServers', gap, process = processJson, remote = at }: JsonFormat,
  more: (name: string, config: object, launch: Process | Reached) => Partial<Offer> = () => ({}),
): {
  process: (name: string, launch: Process) => Offer;
  remote: (name: string, launch: Reached) => Offer;
} {
  const offer = (name: string, config: object, launch: Process | Reached): Offer => {
    const made = file(path, { [root]: { [name]: config } }, launch, gap);
    const { after: says, ...rest } = more(name, config, launch);
    return { ...made, ...rest, ...after([says, made.after]) };
  };
  return {
    process: (name, launch) => offer(name, process(launch, gap), launch),
    remote: (name, launch) => offer(name, remote(launch, gap), launch),
  };
}

/** A file of JSON, and what its reader must know of it. */
export function file(path: string, config: object, launch: Process | Reached, gap: Gap): Offer {
  return { links: [], blocks: [jsonBlock(path, config, launch, gap)], ...after(cautionsOf(config, launch, gap)) };
}

/** Sentences to stand below an offer, those that there are. */
export function after(sentences: (string | undefined)[]): { after?: string } {
  const said = sentences.filter((sentence) => sentence !== undefined);
  return said.length > 0 ? { after: said.join(' ') } : {};
}

/** `{ url, headers }`. `wordGap` is for the address, where that wants another form. */
export function at(launch: Reached, gap: Gap, wordGap = gap): object {
  return { url: textOf(launch.url, wordGap), ...headersJson(launch, gap) };
}
