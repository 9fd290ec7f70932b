import { valueAt } from '../json/json.ts';
import type { Fault } from '../json/json-source.ts';
import { SERVER_SCHEMA } from '../server-schema.ts';
import { example } from './example.ts';
import type { FileRule } from './rule.ts';
import { type Part, packagesOf, textIn } from './server-view.ts';

/** npm's own is the first example that the official schema gives. */
const NPM = valueAt(SERVER_SCHEMA, ['definitions', 'Package', 'properties', 'registryBaseUrl', 'examples', '0']);

/** The one registry of each kind that the official registry accepts. */
export const USUAL_BASES: Record<string, unknown> = {
  npm: NPM,
  pypi: 'https://pypi.org',
  nuget: 'https://api.nuget.org/v3/index.json',
  cargo: 'https://crates.io',
};

/** A company's own registry is a good place; a stranger's is an attack. The file alone cannot tell them apart. */
export const packageBase: FileRule = {
  code: 'W326',
  name: 'package-base',
  severity: 'warning',
  why: 'A package comes from the usual registry of its kind, or readers are told that it does not.',
  scope: 'file',
  run: ({ value }) =>
    packagesOf(value).flatMap(({ pointer, value }): Fault[] => {
      const [base, usual] = [textIn(value, 'registryBaseUrl'), USUAL_BASES[textIn(value, 'registryType') ?? '']];
      if (base === undefined || usual === undefined || base.replace(/\/$/, '') === usual) return [];
      const message = `The package comes from ${JSON.stringify(base)}, which the official registry refuses`;
      return [{ pointer: `${pointer}/registryBaseUrl`, message, fix: 'Leave it out, if the usual registry is meant.' }];
    }),
  examples: {
    passes: example({ server: { packages: [aPackage('https://pypi.org')] } }),
    fails: example({ server: { packages: [aPackage('https://packages.example.com')] } }),
  },
};

/** Where the official registry accepts images from. */
const IMAGE_HOSTS = /^(docker\.io|ghcr\.io|quay\.io|mcr\.microsoft\.com|[\w.-]+\.pkg\.dev|[\w.-]+\.azurecr\.io)\//;
const BUNDLES =
  /^https:\/\/(github\.com\/[^/]+\/[^/]+\/releases\/download\/|gitlab\.com\/.+\/-\/(releases|package_files)\/).*mcp/i;

/** This registry takes images and bundles from anywhere; the official one does not. */
export const packageHost: FileRule = {
  code: 'I327',
  name: 'package-host',
  severity: 'info',
  why: 'The official registry takes images and bundles from some hosts only; it matters to those who publish there too.',
  scope: 'file',
  run: ({ value }) =>
    packagesOf(value).flatMap((part): Fault[] => {
      const { pointer } = part;
      return isElsewhere(part)
        ? [
            {
              pointer: `${pointer}/identifier`,
              message: 'The official registry takes no package from this host',
              fix: 'Nothing need be done here; to publish there, see its list of hosts.',
            },
          ]
        : [];
    }),
  examples: {
    passes: example({ server: { packages: [anImage('ghcr.io/example/weather:1.0.0')] } }),
    fails: example({ server: { packages: [anImage('images.example.com/weather:1.0.0')] } }),
  },
};

function isElsewhere({ value }: Part): boolean {
  const identifier = textIn(value, 'identifier') ?? '';
  switch (textIn(value, 'registryType')) {
    case 'oci':
      return /^[^/]+\.[^/]+\//.test(identifier) && !IMAGE_HOSTS.test(identifier);
    case 'mcpb':
      return identifier.startsWith('https://') && !BUNDLES.test(identifier);
    default:
      return false;
  }
}

function aPackage(registryBaseUrl: string) {
  const transport = { type: 'stdio' };
  return { registryType: 'pypi', registryBaseUrl, identifier: 'example-weather', version: '1.0.0', transport };
}

function anImage(identifier: string) {
  return { registryType: 'oci', identifier, transport: { type: 'stdio' } };
}
