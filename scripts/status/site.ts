import { join } from 'node:path';
import { Agent, type Dispatcher, request } from 'undici';
import { type Egress, guardedConnector } from '../../catalog/net/connector.ts';
import { UserError } from '../command.ts';
import { decodeStore, type StoreSource } from './encoding.ts';
import { readPlainFile } from './folder.ts';
import type { Store } from './store.ts';

/** How many files are fetched side by side, and how long each may take. */
const CONNECTIONS = 8;
const FILE_TIMEOUT_MS = 30_000;
const ALL_TIMEOUT_MS = 300_000;

const MEND = 'name a site that `npm run build` wrote, or a folder that holds such a site';

/**
 * Reads the store that a built site publishes below `status/`: from a folder, or from its address. A site that lacks one
 * of the files is refused, since a part of a store is history lost.
 */
export async function readSite(from: string, egress: Egress = {}): Promise<Store> {
  if (!/^https?:\/\//i.test(from)) return decodeStore(builtFolder(from));
  const connect = guardedConnector(egress);
  const agent = new Agent({ connections: CONNECTIONS, connect, allowH2: false });
  try {
    return await decodeStore(publishedSite(baseOf(from), agent));
  } finally {
    await agent.destroy();
  }
}

function builtFolder(folder: string): StoreSource {
  const nameOf = (path: string) => join(folder, 'status', path);
  return {
    nameOf,
    mend: MEND,
    read: async (path, maxBytes) => (await readPlainFile(nameOf(path), maxBytes)) ?? missing(nameOf(path)),
  };
}

function publishedSite(base: URL, dispatcher: Dispatcher): StoreSource {
  const nameOf = (path: string) => new URL(`status/${path}`, base).href;
  const all = AbortSignal.timeout(ALL_TIMEOUT_MS);
  return {
    nameOf,
    mend: MEND,
    read: (path, maxBytes) => fetchFile(nameOf(path), maxBytes, dispatcher, all),
  };
}

async function fetchFile(url: string, maxBytes: number, dispatcher: Dispatcher, all: AbortSignal): Promise<Uint8Array> {
  const signal = AbortSignal.any([all, AbortSignal.timeout(FILE_TIMEOUT_MS)]);
  try {
    const { statusCode, headers, body } = await request(url, { dispatcher, signal });
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of body) {
      if (statusCode !== 200) break;
      const bytes = Buffer.from(chunk);
      size += bytes.length;
      if (size > maxBytes) throw new UserError(`${url} is larger than ${maxBytes} bytes (${MEND})`);
      chunks.push(bytes);
    }
    if (statusCode === 404) return missing(url);
    if (statusCode !== 200) throw new UserError(`${url} answers with ${statusCode}${whereTo(headers)} (${MEND})`);
    return Buffer.concat(chunks);
  } catch (cause) {
    if (cause instanceof UserError) throw cause;
    throw new UserError(`${url} cannot be read: ${cause instanceof Error ? cause.message : cause}`, { cause });
  }
}

function missing(name: string): never {
  throw new UserError(`${name} is not there (${MEND})`);
}

/** Redirects are not followed: where a store comes from is for a person to say. */
function whereTo({ location }: Record<string, string | string[] | undefined>): string {
  return typeof location === 'string' ? `, and leads to ${JSON.stringify(location)}` : '';
}

/** `https://example.com/registry` means what lies below it, as the same address with a slash at the end does. */
function baseOf(from: string): URL {
  if (!URL.canParse(from)) throw new UserError(`${JSON.stringify(from)} is no address of a site`);
  const url = new URL(from);
  url.search = '';
  url.hash = '';
  if (!url.pathname.endsWith('/')) url.pathname += '/';
  return url;
}
