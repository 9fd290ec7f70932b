import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type Found, versionsIn, versionsOf } from '../../catalog/dialects/versions-in.ts';
import { isObject } from '../../catalog/json/json.ts';
import type { Egress } from '../../catalog/net/connector.ts';
import { guardedFetch } from '../../catalog/net/guarded-fetch.ts';
import { WalkError, walkRegistry } from '../../catalog/registry-walk.ts';
import { EXIT, UserError } from '../command.ts';

const MOST_BYTES = 256 * 1024 * 1024;

/** The versions in a file, or at an address: a document, or a list of a registry, which is followed to its last page. */
export async function* readSource(from: string, egress: Egress): AsyncGenerator<Found[]> {
  if (/^https?:\/\//i.test(from)) {
    yield* fromAddress(from, egress);
  } else {
    yield documentIn(await fileText(from), from);
  }
}

async function fileText(path: string): Promise<string> {
  // npm runs scripts in the project's folder; what was typed means the folder it was typed in.
  const file = resolve(process.env.INIT_CWD ?? process.cwd(), path);
  const found = await stat(file).catch(() => null);
  if (!found?.isFile()) throw new UserError(`There is no file ${file}`, { exitCode: EXIT.misuse });
  if (found.size > MOST_BYTES) throw tooLong(file);
  return readFile(file, 'utf8');
}

async function* fromAddress(url: string, egress: Egress): AsyncGenerator<Found[]> {
  const text = await documentAt(url, egress);
  if (!hasNextPage(text)) {
    yield documentIn(text, url);
    return;
  }
  // From its beginning again: the walker knows how to go on, and how to wait.
  try {
    let pages = 0;
    for await (const { servers } of walkRegistry(url, { egress })) {
      pages += 1;
      yield versionsOf(servers, `page ${pages} `);
    }
  } catch (error) {
    if (error instanceof WalkError) throw new UserError(error.message, { cause: error });
    throw error;
  }
}

async function documentAt(url: string, egress: Egress): Promise<string> {
  const limits = { fetchBytes: MOST_BYTES, fetchTimeoutMs: 60_000 };
  const { status, body } = await guardedFetch(url, { ...egress, ...limits }, { headers: HEADERS }).catch(
    (cause: unknown) => {
      throw new UserError(`${url} cannot be read: ${cause instanceof Error ? cause.message : cause}`, { cause });
    },
  );
  if (status !== 200) throw new UserError(`${url} answers with ${status}`);
  return body.toString('utf8');
}

const HEADERS = { accept: 'application/json, application/x-ndjson, */*;q=0.1', 'user-agent': 'mcp-service-registry' };

function hasNextPage(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    const metadata = isObject(value) && Array.isArray(value.servers) ? value.metadata : undefined;
    return isObject(metadata) && Boolean(metadata.nextCursor ?? metadata.next_cursor);
  } catch {
    return false;
  }
}

function documentIn(text: string, from: string): Found[] {
  const found = versionsIn(text);
  if (found) return found;
  throw new UserError(`${from} is no JSON. Give a server.json, a list of them, or a registry's list (…/v0.1/servers)`);
}

function tooLong(from: string): UserError {
  return new UserError(`${from} is longer than ${MOST_BYTES} bytes`);
}
