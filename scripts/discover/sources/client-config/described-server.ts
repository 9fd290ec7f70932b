import { isOpaque } from '../../../../catalog/opaque.ts';
import { imageOf } from '../../../../catalog/packages/image.ts';
import { isPrivateHost } from '../../../../catalog/rules/private-host.ts';
import type { Argument, Package } from '../../../../catalog/server-json.ts';
import type { Listed, ListedProcess } from '../../../../proxy/services/sources/client-configs/listed.ts';
import type { Manifest } from '../../../../proxy/services/sources/client-configs/manifest.ts';
import { slugOf } from '../../../../proxy/services/sources/slug.ts';
import { nameOfLocal, nameOfPackage, nameOfRemote, nameOfRepository } from '../../derived-name.ts';
import type { Find } from '../../find.ts';
import type { Flag } from '../../flag.ts';
import { describedArguments } from './arguments.ts';
import { type CommandLine, readCommandLine } from './command-line.ts';
import { describedRemote, describedVariables } from './described-remote.ts';

/** A server, as a find says it. */
export type Described = Pick<Find, 'server' | 'nameOrigin' | 'evidence' | 'isLocal' | 'flags'>;

/** What one user’s list tells of a server that holds for others, too: how it is got, and what a user has to give; nothing of theirs. */
export function describedServer(listed: Listed): Described {
  const { key, start, isFromRegistry, version } = listed;
  const described = start.kind === 'hosted' ? hosted(start, listed) : started(start, listed);
  // Clients that take servers from a registry keep them under the names they have there.
  if (!isFromRegistry || !FULL_NAME.test(key)) return described;
  const server = { ...described.server, name: key, ...(version === undefined ? {} : { version }) };
  return { ...described, server, nameOrigin: 'publisher', evidence: 'claimed' };
}

const FULL_NAME = /^[a-zA-Z0-9][a-zA-Z0-9-]*(\.[a-zA-Z0-9-]+)+\/[a-zA-Z0-9][a-zA-Z0-9._-]*$/;

function started({ command, args, env }: ListedProcess, listed: Listed): Described {
  const line = readCommandLine(command, args);
  switch (line.kind) {
    case 'local':
      return onlyHere(listed);
    case 'bridge': {
      const headers = Object.fromEntries(line.headers.map((text) => [text.split(':', 1)[0] ?? '', text]));
      return hosted({ kind: 'hosted', url: line.url, transport: 'streamable-http', headers }, listed);
    }
    case 'repository': {
      const { owner, name } = line;
      const repository = { url: `https://github.com/${owner}/${name}`, source: 'github' };
      return { server: { name: nameOfRepository(owner, name), repository }, ...DERIVED, isLocal: true };
    }
    default:
      return packaged(line, Object.keys(env), listed, env);
  }
}

const DERIVED = { nameOrigin: 'derived', evidence: 'guessed' } as const;

function onlyHere({ key }: Listed): Described {
  return { server: { name: nameOfLocal(isOpaque(key) ? 'unnamed' : slugOf(key)) }, ...DERIVED, isLocal: true };
}

function packaged(
  line: Extract<CommandLine, { kind: 'package' | 'image' }>,
  variables: string[],
  { inputs }: Listed,
  env: Record<string, string>,
): Described {
  const isImage = line.kind === 'image';
  const { described, dropped } = describedArguments(line.rest);
  const runtime = isImage ? line.options.map(runtimeArgument) : [];
  const asked = describedVariables(isImage ? line.variables : variables, { values: env, inputs });
  const version = isImage ? undefined : line.version;
  const registryType = isImage ? 'oci' : line.registryType;
  const pkg: Package = {
    registryType,
    identifier: line.identifier,
    ...(version === undefined ? {} : { version }),
    ...(runtime.length > 0 ? { runtimeArguments: runtime } : {}),
    ...(described.length > 0 ? { packageArguments: described } : {}),
    ...(asked.length > 0 ? { environmentVariables: asked } : {}),
    transport: { type: 'stdio' },
  };
  const host = isImage ? imageOf(line.identifier)?.registry : undefined;
  const isPinned = version !== undefined || (isImage && /(:(?!latest(@|$))[\w.-]+|@sha256:\w+)$/.test(line.identifier));
  const flags: Flag[] = [
    ...(isPinned ? [] : [unpinned(isImage ? '/packages/0/identifier' : '/packages/0/version')]),
    ...dropped.map((index) => secretAt(`/packages/0/packageArguments/${index}`, 'An argument')),
  ];
  const server = {
    name: nameOfPackage(registryType, line.identifier),
    ...(version === undefined ? {} : { version }),
    packages: [pkg],
  };
  // An image of this machine's own, or of a registry in a private network, is nobody else's.
  const isLocal = host !== undefined && isPrivateHost(host.replace(/:\d+$/, ''));
  return { server, ...DERIVED, ...(isLocal ? { isLocal } : {}), ...(flags.length > 0 ? { flags } : {}) };
}

/** Which folder of theirs is mounted is up to each user. */
function runtimeArgument([name = '', value = '']: string[]): Argument {
  const isPlain =
    /^(--network|--net|--pull|--platform)$/.test(name) &&
    /^(none|host|bridge|always|missing|never|linux\/\w+)$/.test(value);
  const isPort = /^(-p|--publish)$/.test(name) && /^\d{1,5}:\d{1,5}$/.test(value);
  return isPlain || isPort
    ? { type: 'named', name, value }
    : { type: 'named', name, valueHint: 'value', isRequired: true };
}

function hosted(start: Extract<Listed['start'], { kind: 'hosted' }>, listed: Listed): Described {
  const described = describedRemote(start, listed.inputs);
  if (!described) return { ...onlyHere(listed), flags: [secretAt('/remotes', 'The address')] };
  const { remote, isPrivate, dropped } = described;
  const name = isPrivate ? nameOfLocal(slugOf(isOpaque(listed.key) ? '' : listed.key)) : nameOfRemote(remote.url);
  const flags = dropped ? [secretAt('/remotes/0/url', 'A part of the address')] : [];
  return {
    server: { name, remotes: [remote] },
    ...DERIVED,
    ...(isPrivate ? { isLocal: true } : {}),
    ...(flags.length > 0 ? { flags } : {}),
  };
}

function unpinned(pointer: string): Flag {
  return { code: 'version-unpinned', pointer, message: 'It is started in whichever version is newest' };
}

function secretAt(pointer: string, what: string): Flag {
  return { code: 'secret-dropped', pointer, message: `${what} may be a secret: a place to fill in stands for it` };
}

/** What the manifest of a bundle says. A bundle is a file: unless its publisher says where it is to be had, it is here alone. */
export function describedBundle(manifest: Manifest): Described {
  const { name, display_name: title, description, version, homepage } = manifest;
  const url = typeof manifest.repository === 'object' ? manifest.repository.url : manifest.repository;
  const server = {
    name: nameOfLocal(slugOf(name)),
    ...(title === undefined ? {} : { title }),
    ...(description === undefined ? {} : { description }),
    ...(version === undefined ? {} : { version }),
    ...(homepage === undefined ? {} : { websiteUrl: homepage }),
    ...repositoryOf(url),
  };
  return { server, ...DERIVED, isLocal: true };
}

/** A repository, in the form that a `server.json` has it; nothing for an address of another kind. */
export function repositoryOf(said: string | undefined): { repository?: { url: string; source: string } } {
  const [, host, owner, name] =
    /^(?:git\+)?(?:https?:\/\/(?:www\.)?|git:\/\/|ssh:\/\/git@|git@)(github|gitlab)\.com[/:]([\w.-]+)\/([\w.-]+?)(?:\.git)?(?:[#/].*)?$/.exec(
      said ?? '',
    ) ??
    /^(github|gitlab):([\w.-]+)\/([\w.-]+)$/.exec(said ?? '') ??
    [];
  return host === undefined ? {} : { repository: { url: `https://${host}.com/${owner}/${name}`, source: host } };
}
