import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { blockList } from '../../../catalog/net/addresses.ts';
import type { Package } from '../../../catalog/server-json.ts';
import { httpServer, sendJson } from '../../../proxy/testing.ts';
import { ROOT } from '../../command.ts';
import type { Look } from '../look.ts';
import { type AskSettings, asking } from './ask.ts';
import { lookingUp } from './look-up.ts';
import type { Desk } from './package-registry.ts';
import type { PackageSpec } from './package-spec.ts';

/** Stand-ins for package registries on loopback, which serve the shapes that the real ones do. */

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

export interface StandIn extends AsyncDisposable {
  origin: string;
  /** What it was asked for, in order. */
  asked: { path: string; authorization: string | undefined; accept: string | undefined }[];
}

/** A registry that answers with JSON, or as a function says; 404 for every other path. */
export async function standIn(routes: (origin: string) => Record<string, object | Handler>): Promise<StandIn> {
  const asked: StandIn['asked'] = [];
  const server = await httpServer((request, response) => {
    const { url = '', headers } = request;
    asked.push({ path: url, authorization: headers.authorization, accept: headers.accept });
    const found = routes(origin)[url];
    if (isHandler(found)) return found(request, response);
    sendJson(response, found ? 200 : 404, found ?? { error: 'Not found' });
  });
  const { origin } = new URL(server.url);
  return { origin, asked, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

/** The desk of an operator who chose these registries, all of them stand-ins unless told otherwise. */
export function aDesk({ origin }: { origin: string }, settings: AskSettings = {}, isChosen = true): Desk {
  const base = (path = '') => ({ url: `${origin}${path}`, isChosen });
  return {
    ask: asking({ gapMs: 0, timeoutMs: 2000, ...settings }),
    bases: { npm: async () => base(), pypi: base(), nuget: base('/v3/index.json'), oci: base() },
  };
}

/** Any address of this machine may be gone to, as an operator's `egress.allow` can say. */
export const LOOPBACK = { egress: { allow: blockList(['127.0.0.0/8']) } };

export function aPackageSpec(pkg: Partial<Package>, server = 'com.example/weather'): PackageSpec {
  return {
    id: 'package',
    transport: 'stdio',
    address: `${pkg.registryType}:${pkg.identifier}`,
    location: 'local',
    target: { reason: 'not-runnable', message: 'only what the operator enabled is started' },
    package: { registryType: 'npm', identifier: 'x', transport: { type: 'stdio' }, ...pkg },
    server,
    isEnabled: false,
    mayBoot: false,
  };
}

/** Looks a package up: the reason, and what was seen. */
export async function lookedUp(pkg: Partial<Package>, desk: Desk, server?: string): Promise<[string, string]> {
  const { instance, message }: Look = await lookingUp(desk)(aPackageSpec(pkg, server));
  return [instance.reason, message];
}

/** The manifest of a package that is installed here, as npm's registry serves it. */
export function installedManifest(name: string): { version: string; mcpName: string; [field: string]: unknown } {
  const manifest = JSON.parse(readFileSync(join(ROOT, 'node_modules', name, 'package.json'), 'utf8'));
  return { ...manifest, _id: `${name}@${manifest.version}`, dist: { shasum: '0'.repeat(40) } };
}

function isHandler(found: object | undefined): found is Handler {
  return typeof found === 'function';
}
