import type { Fault } from '../json/json-source.ts';
import { example } from './example.ts';
import type { FileRule } from './rule.ts';
import { packagesOf, textIn } from './server-view.ts';

/** A version names one thing for good. Ours is also a file's name. */
export const version: FileRule = {
  code: 'E303',
  name: 'version',
  reference: 'version-looks-like-range',
  severity: 'error',
  why: 'A version names one release for good, so neither `latest` nor a range will do; and it is the name of a file.',
  scope: 'file',
  run: ({ value }) => [
    ...faultsOf(textIn(value, 'version'), '/version'),
    ...fileNameFaults(textIn(value, 'version')),
    ...packagesOf(value).flatMap((part) => faultsOf(textIn(part.value, 'version'), `${part.pointer}/version`)),
  ],
  examples: {
    passes: example({ path: 'com.example/weather/2026-01-02', ...versioned('2026-01-02') }),
    fails: example({ path: 'com.example/weather/^1.2.0', ...versioned('^1.2.0') }),
  },
};

function versioned(version: string) {
  return {
    server: { version },
    listing: { versions: { [version]: { status: 'active', publishedAt: '2026-01-02T03:04:05Z' } } },
  };
}

/** `^1.2`, `~1.2`, `>=1`, `1.2 - 2.0`, `1 || 2`, `1.x`, `1.2.*`. */
const RANGE = /^[\^~<>=]|\s-\s|\|\||(^|\.)[xX*](\.|$)/;

function faultsOf(version: string | undefined, pointer: string): Fault[] {
  if (version === undefined) return [];
  const said = JSON.stringify(version);
  const fix = 'Write one exact version, such as "1.2.3".';
  if (version === 'latest') {
    return [{ pointer, reference: 'reserved-version-string', message: `The version is ${said}, which moves`, fix }];
  }
  return RANGE.test(version.trim()) ? [{ pointer, message: `The version is ${said}, a range`, fix }] : [];
}

/** Names of files beside those of versions: in the catalog, and on the site. */
const RESERVED = ['listing', 'tools', 'index.html'];

function fileNameFaults(version: string | undefined): Fault[] {
  if (version === undefined || RANGE.test(version)) return [];
  if (/^[A-Za-z0-9][A-Za-z0-9._+-]{0,199}$/.test(version) && !RESERVED.includes(version.toLowerCase())) return [];
  const message = `The version ${JSON.stringify(version)} cannot be the name of a file here`;
  return [
    {
      pointer: '/version',
      message,
      fix: 'Use at most 200 letters, digits, dots, plus signs and hyphens; not "listing", "tools" or "index.html".',
    },
  ];
}
