import { readVersion } from '../../../../catalog/dialects/read-version.ts';
import { versionsIn, versionsOf } from '../../../../catalog/dialects/versions-in.ts';
import { isObject } from '../../../../catalog/json/json.ts';
import { parseJsonSource } from '../../../../catalog/json/json-source.ts';
import type { Find } from '../../find.ts';

/** A server as a file says it, and where in the file. */
export type Said = Pick<Find, 'server' | 'nameOrigin' | 'evidence' | 'registry'> & { at: string };

/**
 * The servers in a JSON file: one, a list, a registry's answer, or one on each line, each in any dialect. What is no server
 * is passed over.
 */
export function serversIn(text: string): Said[] {
  return valuesIn(text).flatMap(({ at, value }): Said[] => {
    if (!isObject(value)) return [];
    const read = readVersion(value);
    if (!read || !isServer(read.server)) return [];
    const { registry } = read;
    const said = { server: value, nameOrigin: 'publisher', evidence: 'claimed', at } as const;
    return [Object.keys(registry).length === 0 ? said : { ...said, registry }];
  });
}

/** People leave commas and comments in what they write by hand. */
function valuesIn(text: string): { at: string; value: unknown }[] {
  const found = versionsIn(text);
  if (found) return found;
  const { value } = parseJsonSource('', text);
  return value === undefined ? [] : versionsOf(value, '');
}

/** Many a file has a name in it. A server's has a slash, and there is more to it. */
function isServer({ name, description, version, packages, remotes }: Record<string, unknown>): boolean {
  if (typeof name !== 'string' || !/^[a-zA-Z0-9.-]+\/[a-zA-Z0-9._-]+$/.test(name)) return false;
  return (
    Array.isArray(packages) ||
    Array.isArray(remotes) ||
    (typeof description === 'string' && typeof version === 'string')
  );
}
