import type { Note } from '../../../catalog/dialects/dialect.ts';
import { asFile } from '../../../catalog/dialects/mends/mend.ts';
import { PUBLISHER_META } from '../../../catalog/dialects/mends/publisher-data.ts';
import { readVersion } from '../../../catalog/dialects/read-version.ts';
import { textFlags } from '../../../catalog/flagged-text.ts';
import { isObject, toPointer } from '../../../catalog/json/json.ts';
import { imageOf } from '../../../catalog/packages/image.ts';
import { judgeFile } from '../../../catalog/rules/judge.ts';
import { isPrivateHost } from '../../../catalog/rules/private-host.ts';
import { type Part, partsIn, remotesOf, textIn } from '../../../catalog/rules/server-view.ts';
import { filledUrl } from '../../../catalog/rules/url-template.ts';
import { SERVER_SCHEMA_URL, type ServerJson } from '../../../catalog/server-json.ts';
import { asServerJson } from '../../../catalog/server-schema.ts';
import type { SourceName } from '../find.ts';
import type { Flag, FlagCode } from '../flag.ts';
import { dropSecrets } from './secrets.ts';
import { cleanTexts } from './texts.ts';
import { hostOf } from './trust.ts';

/** What no source names a version of has this one; `listing.json` then says that there is none. */
export const NO_VERSION = '0.0.0';

interface Said {
  name: string;
  /** Fields of a `server.json` in today's names. Nothing of it is trusted. */
  said: Record<string, unknown>;
  provenance: Record<string, SourceName | 'catalog'>;
  /** Its remotes may lead into this machine. */
  isLocal: boolean;
}

/** A `server.json` in today's format of what was said, and a flag for whatever was taken out of it. Nothing is made up. */
export function cleanServer({ name, said, provenance, isLocal }: Said): { server: ServerJson; flags: Flag[] } {
  const flags: Flag[] = [];
  const cleaned = cleanTexts({ name, ...said }, flags);
  const draft = isObject(cleaned) ? cleaned : { name };
  dropSecrets(draft, provenance, flags);
  if (!isLocal) dropPrivate(draft, flags);
  // As it was said, where nothing was taken out: what is kept need not be kept twice.
  const whole = { $schema: SERVER_SCHEMA_URL, ...(flags.length === 0 ? { name, ...said } : draft) };
  const mended = isWithoutFault(whole) ? whole : mendedOf(structuredClone(draft), { isLocal, flags });
  const server = asServerJson(isComplete(mended) ? mended : { ...mended, ...missing(mended) }) ?? {
    ...{ name, description: '', version: NO_VERSION },
  };
  flags.push(...flagsOfTexts(server), ...flagsOfVersions(mended));
  return { server, flags };
}

/** Whether there is nothing to mend: so it is with most, and mending takes its time. */
function isWithoutFault(server: Record<string, unknown>): boolean {
  if (server._meta !== undefined || /\.git\/?$/.test(textIn(server.repository, 'url') ?? '')) return false;
  return !judgeFile(asFile(server)).some(({ severity }) => severity === 'error');
}

function mendedOf(draft: Record<string, unknown>, { isLocal, flags }: { isLocal: boolean; flags: Flag[] }) {
  const unpinned = pinned(draft);
  const { remotes, ...rest } = draft;
  const read = readVersion(isLocal ? rest : draft);
  flags.push(...(read?.notes ?? []).flatMap(flagOf));
  const mended = withoutKept(read?.server ?? { name: draft.name }, draft);
  for (const { value } of partsIn(mended, 'packages')) if (isPinnedIn(value, unpinned)) delete value.version;
  // The rules would have none of an address in a machine.
  return isLocal && remotes !== undefined ? { ...mended, remotes } : mended;
}

/**
 * The rules take no package without a version. One that lacks it is no less known for that, so for their sake it gets one,
 * which it loses after. Gives the identifiers of those.
 */
function pinned(draft: Record<string, unknown>): Set<unknown> {
  const packages = partsIn(draft, 'packages');
  for (const { value } of packages) tagImage(value);
  const open = packages.filter(({ value }) => isOpen(value));
  for (const { value } of open) value.version = NO_VERSION;
  return new Set(open.map(({ value }) => value.identifier));
}

/** An image without a tag is the `latest`, for whoever pulls it. */
function tagImage(item: Record<string, unknown>): void {
  const name = textIn(item, 'identifier') ?? '';
  if (!['oci', 'docker'].includes(String(item.registryType)) || textIn(item, 'version') || /[:@][^/]*$/.test(name))
    return;
  if (imageOf(name)) item.identifier = `${name}:latest`;
}

function isOpen({ registryType, version }: Record<string, unknown>): boolean {
  if (registryType === 'oci' || registryType === 'docker' || registryType === 'mcpb') return false;
  return version === undefined || version === '' || version === 'latest' || version === '*';
}

function isPinnedIn({ identifier, version }: Record<string, unknown>, unpinned: Set<unknown>): boolean {
  return version === NO_VERSION && unpinned.has(identifier);
}

function isComplete(server: Record<string, unknown>): boolean {
  return Boolean(textIn(server, 'description') !== undefined && textIn(server, 'version'));
}

function missing(server: Record<string, unknown>): { description: string; version: string } {
  return { description: textIn(server, 'description') ?? '', version: textIn(server, 'version') || NO_VERSION };
}

/** Takes out what leads into a machine or a network. The flag does not say where to: others read it. */
function dropPrivate(server: Record<string, unknown>, flags: Flag[]): void {
  for (const [list, field] of [
    ['remotes', 'url'],
    ['icons', 'src'],
  ] as const) {
    const parts = partsIn(server, list);
    const kept = parts.filter(({ value }) => !leadsInside(textIn(value, field)));
    if (kept.length === parts.length) continue;
    for (const { pointer } of parts.filter((part) => !kept.includes(part))) leftOut(`${pointer}/${field}`, flags);
    if (kept.length > 0) server[list] = kept.map(({ value }) => value);
    else delete server[list];
  }
  for (const { pointer, value } of partsIn(server, 'packages')) {
    if (!leadsInside(textIn(value, 'registryBaseUrl'))) continue;
    leftOut(`${pointer}/registryBaseUrl`, flags);
    delete value.registryBaseUrl;
  }
  if (leadsInside(textIn(server, 'websiteUrl'))) {
    leftOut('/websiteUrl', flags);
    delete server.websiteUrl;
  }
  if (leadsInside(textIn(server.repository, 'url'))) {
    leftOut('/repository', flags);
    delete server.repository;
  }
}

function leadsInside(text: string | undefined): boolean {
  if (text === undefined || !/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return false;
  const host = hostOf(text) ?? filledUrl(text)?.hostname;
  return host !== undefined && isPrivateHost(host);
}

function leftOut(pointer: string, flags: Flag[]): void {
  flags.push({ code: 'private-address', pointer, message: 'It leads to where only somebody’s own network goes' });
}

/** What mending keeps of what it takes out is for entries of people who know what they import. */
function withoutKept(server: Record<string, unknown>, said: Record<string, unknown>): Record<string, unknown> {
  if (!isObject(server._meta)) return server;
  const { _meta, ...rest } = server;
  const { imported: _imported, ...own } = isObject(_meta[PUBLISHER_META]) ? _meta[PUBLISHER_META] : {};
  return said._meta !== undefined && Object.keys(own).length > 0 ? { ...rest, _meta: { [PUBLISHER_META]: own } } : rest;
}

/** What the notes of mending are to a person who looks at a find; the rest is a matter of form. */
const FLAG_OF_NOTE: Partial<Record<Note['code'], FlagCode>> = {
  'text-cut': 'text-long',
  'value-dropped': 'secret-dropped',
  'part-dropped': 'part-dropped',
};

function flagOf({ code, pointer, message }: Note): Flag[] {
  const flag = FLAG_OF_NOTE[code];
  return flag === undefined ? [] : [{ code: flag, pointer, message }];
}

const MARKUP = /<(?:\/?[a-z][a-z0-9-]*(?:\s[^<>]*)?\/?|!--)|&(?:#\d+|#x[0-9a-f]+|lt|gt|amp|quot);|!?\[[^\]\n]*\]\(/i;

/** No other server's tools are known of, which it could speak of. */
const ALONE = { others: new Set<string>() };

function flagsOfTexts(server: ServerJson): Flag[] {
  const flags: Flag[] = [];
  const texts: [string, string | undefined][] = [
    ['/title', server.title],
    ['/description', server.description],
    ...inputTexts(server),
  ];
  for (const [pointer, text] of texts) {
    if (!text) continue;
    if (MARKUP.test(text)) flags.push({ code: 'text-markup', pointer, message: 'It holds HTML or Markdown' });
    const instructs = textFlags.find(({ find }) => find(text, ALONE) !== undefined);
    if (instructs) flags.push({ code: 'text-instructs', pointer, message: `It holds ${instructs.what}` });
  }
  if (server.description.trim() === '')
    flags.push({ code: 'description-missing', pointer: '/description', message: 'No source says what it does' });
  return flags;
}

function inputTexts({ packages = [], remotes = [] }: ServerJson): [string, string | undefined][] {
  const inputs = [
    ...packages.flatMap(({ environmentVariables = [] }, at) =>
      environmentVariables.map(({ description }, nth) => ({
        pointer: toPointer(['packages', at, 'environmentVariables', nth, 'description']),
        description,
      })),
    ),
    ...remotes.flatMap(({ headers = [] }, at) =>
      headers.map(({ description }, nth) => ({
        pointer: toPointer(['remotes', at, 'headers', nth, 'description']),
        description,
      })),
    ),
  ];
  return inputs.flatMap(({ pointer, description }) =>
    typeof description === 'string' ? [[pointer, description]] : [],
  );
}

function flagsOfVersions(server: Record<string, unknown>): Flag[] {
  const unpinned = partsIn(server, 'packages').filter(isUnpinned);
  const flags: Flag[] = unpinned.map(({ pointer }) => ({
    ...{ code: 'version-unpinned', pointer, message: 'No version of the package is named' },
  }));
  if (!textIn(server, 'version'))
    flags.push({ code: 'version-unpinned', pointer: '/version', message: 'No source names a version of the server' });
  return flags;
}

function isUnpinned({ value }: Part): boolean {
  if (value.registryType === 'mcpb') return false;
  if (value.registryType === 'oci') return imageOf(textIn(value, 'identifier') ?? '')?.reference === 'latest';
  return !/^\d|^v\d/.test(textIn(value, 'version') ?? '');
}

/** Where a candidate's remotes are, beside what its name says. */
export function foreignRemotes(server: ServerJson, isOwn: (host: string) => boolean): Flag[] {
  return remotesOf(server).flatMap(({ pointer, value }): Flag[] => {
    const url = textIn(value, 'url') ?? '';
    const host = hostOf(url) ?? filledUrl(url)?.hostname;
    if (host === undefined || isOwn(host)) return [];
    const message = `${host} is none of the domain that the name is of`;
    return [{ code: 'remote-foreign', pointer: `${pointer}/url`, message }];
  });
}
