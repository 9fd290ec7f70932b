import type { Client } from './client.ts';
import { BY_HAND, gapsOf, headersJson, jsonBlock, type Process, processJson, type Reached } from './formats.ts';
import type { Gap, Offer } from './offer.ts';
import { textOf } from './value.ts';

interface JsonFormat {
  file: string;
  root?: string;
  gap: Gap;
  process?: (launch: Process, gap: Gap) => object;
  remote: (launch: Reached, gap: Gap) => object;
}

/** A client that reads a file of JSON: what it has of a server, under its name, under a root key. `more` adds links. */
export function inJson(
  { file: path, root = 'mcpServers', gap, process = processJson, remote }: JsonFormat,
  more: (name: string, config: object, launch: Process | Reached) => Partial<Offer> = () => ({}),
): Pick<Client, 'process' | 'remote'> & {
  process: (name: string, launch: Process) => Offer;
  remote: (name: string, launch: Reached) => Offer;
} {
  const offer = (name: string, config: object, launch: Process | Reached): Offer => ({
    ...file(path, { [root]: { [name]: config } }, launch, gap),
    ...more(name, config, launch),
  });
  return {
    process: (name, launch) => offer(name, process(launch, gap), launch),
    remote: (name, launch) => offer(name, remote(launch, gap), launch),
  };
}

/** A file of JSON; who fills in nothing is told so. */
export function file(path: string, config: object, launch: Process | Reached, gap: Gap): Offer {
  const byHand = gap === BY_HAND && gapsOf(launch).length > 0;
  const after = byHand ? { after: 'It fills in nothing: put your own values in the marked places.' } : {};
  return { links: [], blocks: [jsonBlock(path, config, launch, gap)], ...after };
}

export function at(launch: Reached, gap: Gap): object {
  return { url: textOf(launch.url, gap), ...headersJson(launch, gap) };
}

export function withUrl(key = 'url'): JsonFormat['remote'] {
  return (launch, gap) => ({ [key]: textOf(launch.url, gap), ...headersJson(launch, gap) });
}

export function typedUrl(launch: Reached, gap: Gap): object {
  return { type: launch.transport === 'sse' ? 'sse' : 'streamableHttp', ...at(launch, gap) };
}
