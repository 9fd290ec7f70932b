import { imageOf } from '../../catalog/packages/image.ts';

/**
 * Names for servers whose publisher gave none, each from what the server is reached by, so that every source makes the
 * same name of the same thing. README.md, "Derived names", has them all.
 */

/** `io.github.acme/weather`, which is also the name that its owner may publish under: in the case of the account’s name. */
export function nameOfRepository(owner: string, repository: string): string {
  return fullName(`io.github.${owner}`, repository);
}

/**
 * `npm.acme/weather` of `@acme/weather`, `pypi/weather`: no domain, so nobody’s but the package’s. An image carries the name of its
 * host: `io.ghcr.acme/weather`, `io.docker.mcp/time`.
 */
export function nameOfPackage(registryType: string, identifier: string): string {
  if (registryType === 'oci') {
    const { registry, repository } = imageOf(identifier) ?? { registry: '', repository: identifier };
    const path = repository.split('/');
    return fullName([...registry.split('.').reverse(), ...path.slice(0, -1)].join('.'), path.at(-1) ?? '');
  }
  const [, scope, name] = /^@([^/]+)\/(.+)$/.exec(identifier) ?? [];
  if (scope !== undefined && name !== undefined) return fullName(`${registryType}.${scope}`, name);
  // PEP 503: these are one name.
  return fullName(
    registryType,
    registryType === 'pypi' ? identifier.toLowerCase().replace(/[-_.]+/g, '-') : identifier,
  );
}

/** `com.example.weather/mcp` of `https://weather.example.com/mcp`: its host turned round, and its path. */
export function nameOfRemote(url: string): string {
  const { hostname, pathname } = new URL(url);
  const isAddress = /^\[|^[\d.]+$/.test(hostname);
  const host = isAddress ? hostname.replace(/[[\]]/g, '') : hostname.split('.').reverse().join('.');
  const path = pathname.split('/').filter((step) => step !== '' && !/^(\{|%7b)/i.test(step));
  return fullName(host, path.join('-') || 'mcp');
}

/** `local/weather`: something that is on this machine or in this cluster alone. */
export function nameOfLocal(slug: string): string {
  return fullName('local', slug);
}

const LONGEST_PART = 100;

function fullName(namespace: string, name: string): string {
  return `${part(namespace.replaceAll('_', '-'), /[^a-zA-Z0-9.-]+/g)}/${part(name, /[^a-zA-Z0-9._-]+/g)}`;
}

/** A part of a name begins and ends with a letter or digit, and has at least two characters. */
function part(text: string, strange: RegExp): string {
  const said = text
    .replace(strange, '-')
    .slice(0, LONGEST_PART)
    .replace(/^[._-]+|[._-]+$/g, '');
  return said.length >= 2 ? said : `${said}${said === '' ? '' : '-'}server`;
}
