import { readFileSync } from 'node:fs';
import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import { blockList } from '../net/addresses.ts';
import { listening } from '../net/testing.ts';
import type { Package } from '../server-json.ts';
import { type AskSettings, asking } from './ask.ts';
import { lookUpPackage } from './look-up.ts';
import type { Desk } from './package-registry.ts';

/** Stand-ins for package registries on loopback, which serve the shapes that the real ones do. */

export interface StandIn extends AsyncDisposable {
  origin: string;
  /** What it was asked for, in order. */
  asked: { path: string; authorization: string | undefined; accept: string | undefined }[];
}

/** A registry that answers with JSON, or as a function says; 404 for every other path. */
export async function standIn(routes: (origin: string) => Record<string, object | RequestListener>): Promise<StandIn> {
  const asked: StandIn['asked'] = [];
  const server = await listening(
    createServer((request, response) => {
      const { url = '', headers } = request;
      asked.push({ path: url, authorization: headers.authorization, accept: headers.accept });
      const found = routes(origin)[url];
      if (isHandler(found)) return found(request, response);
      sendJson(response, found ? 200 : 404, found ?? { error: 'Not found' });
    }),
  );
  const origin = `http://127.0.0.1:${server.port}`;
  return { origin, asked, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

export function sendJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

/** The desk of an operator who chose these registries, all of them stand-ins unless told otherwise. */
export function aDesk({ origin }: { origin: string }, settings: AskSettings = {}, isChosen = true): Desk {
  const base = (path = '') => ({ url: `${origin}${path}`, isChosen });
  return {
    ask: asking({ gapMs: 0, timeoutMs: 2000, ...settings }),
    bases: { npm: async () => base(), pypi: base(), nuget: base('/v3/index.json'), cargo: base(), oci: base() },
  };
}

/** Any address of this machine may be gone to, as an operator's `egress.allow` can say. */
export const LOOPBACK = { egress: { allow: blockList(['127.0.0.0/8']) } };

/** Looks a package up: the reason, and what was seen. */
export async function lookedUp(
  pkg: Partial<Package>,
  desk: Desk,
  server = 'com.example/weather',
): Promise<[string, string]> {
  const whole: Package = { registryType: 'npm', identifier: 'x', transport: { type: 'stdio' }, ...pkg };
  const { reason, message } = await lookUpPackage(whole, server, desk);
  return [reason, message];
}

/** The manifest of a package that is installed here, as npm's registry serves it. */
export function installedManifest(name: string): { version: string; mcpName: string; [field: string]: unknown } {
  const manifest = JSON.parse(
    readFileSync(new URL(`../../node_modules/${name}/package.json`, import.meta.url), 'utf8'),
  );
  return { ...manifest, _id: `${name}@${manifest.version}`, dist: { shasum: '0'.repeat(40) } };
}

function isHandler(found: object | undefined): found is RequestListener {
  return typeof found === 'function';
}
