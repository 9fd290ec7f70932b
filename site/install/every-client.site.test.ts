import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { parse as parseToml } from 'smol-toml';
import { describe, expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';
import * as z from 'zod';
import type { Package, Remote } from '../../catalog/server-json.ts';
import { aServerJson } from '../../catalog/testing.ts';
import { offerOf } from './client.ts';
import { CLIENTS } from './clients.ts';
import { fillWay } from './fill.ts';
import type { Block, Offer } from './offer.ts';
import { powershellLine } from './powershell.ts';
import { type Way, waysOf } from './way.ts';

/** Every row of the table, for servers that hold whatever a publisher and a reader can write: what is printed says the same. */

const RUNS = 60;
const AWKWARD = [
  '',
  "it's",
  '"q"',
  '$HOME',
  '`id`',
  '$(id)',
  '\\',
  '!',
  'a b',
  '%PATH%',
  '{x}',
  'ü–漢字',
  '😀',
  "'''",
  '#',
  ': ',
  '- ',
  '’',
  '“',
  '&|;<>',
  '--',
];
const text = fc.oneof(
  fc.constantFrom(...AWKWARD),
  fc.array(fc.constantFrom(...AWKWARD, 'plain', '-'), { maxLength: 4 }).map((parts) => parts.join('')),
  fc.string({ unit: 'grapheme', maxLength: 20 }),
);
const variable = fc.stringMatching(/^[A-Z][A-Z0-9_]{0,8}$/);

/** A way to a server, and what its reader types into the form. */
interface Made {
  typed: string;
  of: Package | Remote;
}

/** What a reader may type where a value is asked for. */
const typed = text.filter((value) => value.trim() !== '');

const local: fc.Arbitrary<Made> = fc
  .record({
    args: fc.array(text, { maxLength: 4 }),
    env: fc.uniqueArray(fc.tuple(variable, text), { maxLength: 3, selector: ([name]) => name }),
    asked: fc.uniqueArray(variable, { maxLength: 2 }),
    typed,
  })
  .map(({ args, env, asked, typed }) => ({
    typed,
    of: {
      registryType: 'npm',
      identifier: '@acme/mail',
      version: '1.2.3',
      transport: { type: 'stdio' },
      packageArguments: args.map((value) => ({ type: 'positional' as const, value })),
      environmentVariables: [
        ...env.filter(([name]) => !asked.includes(name)).map(([name, value]) => ({ name, value })),
        ...asked.map((name) => ({ name, isRequired: true, isSecret: true })),
      ],
    },
  }));

const hosted: fc.Arbitrary<Made> = fc
  .record({
    query: fc.stringMatching(/^[\w&=%.,~-]{0,20}$/),
    headers: fc.uniqueArray(fc.tuple(fc.stringMatching(/^[A-Z][\w-]{0,9}$/), text), {
      maxLength: 2,
      selector: ([name]) => name.toLowerCase(),
    }),
    token: fc.boolean(),
    type: fc.constantFrom('streamable-http', 'sse'),
    typed,
  })
  .map(({ query, headers, token, type, typed }) => ({
    typed,
    of: {
      type,
      url: `https://mail.example.com/mcp?${query}`,
      headers: [
        ...headers.filter(([name]) => name.toLowerCase() !== 'authorization').map(([name, value]) => ({ name, value })),
        ...(token
          ? [
              {
                name: 'Authorization',
                value: 'Bearer {key}',
                isRequired: true,
                isSecret: true,
                variables: { key: { isSecret: true } },
              },
            ]
          : []),
      ],
    },
  }));

it('has a row for at least twenty clients, each with its standing and the day it was looked at', () => {
  expect(CLIENTS.length).toBeGreaterThanOrEqual(20);
  for (const { id, label, verifiedAt } of CLIENTS) {
    expect(id).toMatch(/^[a-z0-9-]+$/);
    expect(label).not.toBe('');
    expect(verifiedAt).toMatch(/^\d{4}-\d{2}-\d{2}$/);
  }
  expect(new Set(CLIENTS.map(({ id }) => id)).size).toBe(CLIENTS.length);
});

describe.each([
  ['runs locally', local],
  ['is hosted', hosted],
])('for a server that %s', (_words, servers) => {
  it('every file parses, and holds each word of it', () => {
    check(servers, (offer, words) => {
      for (const block of offer.blocks.filter(({ language }) => language in PARSERS)) {
        const held = textsIn(PARSERS[block.language]?.(block.text));
        expect(missing(words, held), block.text).toEqual([]);
      }
    });
  });

  it('every link is decoded to the same words', () => {
    check(servers, (offer, words) => {
      for (const { href } of offer.links) {
        const held = textsIn(decoded(href));
        expect(missing(words, held), href).toEqual([]);
      }
    });
  });

  it('every line for a shell arrives word by word, and its twin for PowerShell is the same words', () => {
    const blocks: { block: Block; words: string[] }[] = [];
    check(servers, (offer, words) => {
      for (const block of offer.blocks) if (block.language === 'shell') blocks.push({ block, words });
    });
    expect(blocks.length).toBeGreaterThan(RUNS);
    const parsed = shellWords(blocks.map(({ block }) => block.text));
    blocks.forEach(({ block, words }, index) => {
      const got = parsed[index] ?? [];
      const held = block.text.includes('--add-mcp') ? textsIn(JSON.parse(got.at(-1) ?? '')) : got;
      expect(missing(words, held), block.text).toEqual([]);
      if (block.powershell)
        expect(powershellWords(block.powershell).map(unescaped(block)), block.powershell).toEqual(got);
    });
  });
});

it('PowerShell gets settings as variables, quoted names after "&", and gaps from its environment', () => {
  const ask = { ask: 'TOKEN', secret: true, description: '' };
  expect(powershellLine({ env: [['KEY', [ask]]], words: ['my tool', '--', ['Bearer ', ask], '-x.y'] })).toBe(
    // biome-ignore lint/suspicious/noTemplateCurlyInString: PowerShell's own form
    "${env:KEY} = \"${env:TOKEN}\"; & 'my tool' '--' \"Bearer ${env:TOKEN}\" '-x.y'",
  );
});

it('prints nothing that a client would fill in from the settings of the reader, for an address', () => {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: what a hostile publisher would write
  for (const value of ['${env:AWS_SECRET}', '$AWS_SECRET', '{env:AWS_SECRET}', '${{ secrets.A }}']) {
    const [made] = waysOf(
      aServerJson({
        remotes: [{ type: 'streamable-http', url: 'https://a.example/', headers: [{ name: 'X', value }] }],
      }),
      undefined,
      'mail',
    );
    expect(made).toHaveProperty('refused');
  }
});

/** Makes servers, fills in what they ask for, and gives each client's offer with the words that it must hold. */
function check(servers: fc.Arbitrary<Made>, hold: (offer: Offer, words: string[]) => void): void {
  let offers = 0;
  fc.assert(
    fc.property(servers, ({ of, typed }) => {
      const way = wayOf(of);
      if (!way) return;
      const filled = fillWay(way, new Map(way.asks.map(({ ask }) => [ask, typed])));
      for (const client of CLIENTS) {
        const offer = offerOf(client, 'mail', filled.launch);
        if (typeof offer === 'string') continue;
        offers += 1;
        hold(offer, wordsOf(filled));
      }
    }),
    { numRuns: RUNS, seed: 7 },
  );
  expect(offers).toBeGreaterThan(RUNS * 5); // most servers are printed, so there was something to check
}

function wayOf(of: Package | Remote): Way | null {
  const [way] = waysOf(
    aServerJson('registryType' in of ? { remotes: [], packages: [of] } : { remotes: [of] }),
    undefined,
    'mail',
  );
  return way && !('refused' in way) ? way : null;
}

/** What must arrive whatever the format: the address and the values of headers, or the arguments and the values of settings. */
function wordsOf({ launch }: Way): string[] {
  if (launch.kind === 'bundle') return [];
  const values =
    launch.kind === 'remote'
      ? [launch.url, ...launch.headers.map(([, value]) => value)]
      : [...launch.args, ...launch.env.map(([, value]) => value)];
  return values.map((value) => value.map((part) => (typeof part === 'string' ? part : part.ask)).join(''));
}

const PARSERS: Partial<Record<Block['language'], (text: string) => unknown>> = {
  json: (text) => JSON.parse(text),
  toml: (text) => parseToml(text),
  yaml: (text) => parseYaml(text),
};

/** All texts in a value. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

/** The words that are no text of their own, with the name of a header or a setting before them at most. */
function missing(words: string[], texts: string[]): string[] {
  return words.filter((word) => !texts.some((text) => text === word || /^[\w-]+(=|: ?)$/.test(prefix(text, word))));
}

function prefix(text: string, word: string): string {
  return text.endsWith(word) ? text.slice(0, text.length - word.length) : '';
}

const Query = z.record(z.string(), z.string());

/** What a client reads from its link: JSON in the query, in a parameter, or in base64. */
function decoded(href: string): unknown {
  const query = href.slice(href.indexOf('?') + 1);
  if (query.startsWith('%7B')) return JSON.parse(decodeURIComponent(query));
  const pairs = query
    .split('&')
    .map((pair) => [pair.slice(0, pair.indexOf('=')), decodeURIComponent(pair.slice(pair.indexOf('=') + 1))]);
  const { config, servers, code } = Query.parse(Object.fromEntries(pairs));
  const payload = config ?? servers ?? code;
  if (payload === undefined) return pairs.map(([, value]) => value);
  return JSON.parse(payload.startsWith('{') ? payload : Buffer.from(payload, 'base64').toString('utf8'));
}

/** The words that a POSIX shell makes of each line; one shell for all. */
function shellWords(lines: string[]): string[][] {
  const script = lines.map((line) => `printf '%s\\0' ${line}; printf '\\1'`).join('\n');
  const out = execFileSync('sh', ['-c', script], { encoding: 'utf8', env: {}, maxBuffer: 64 * 1024 * 1024 });
  return out
    .split('\u0001')
    .slice(0, -1)
    .map((words) => words.split('\0').slice(0, -1));
}

/** The words that PowerShell makes of a line, by its rules: bare words, `'…''…'`, and nothing is left unquoted. */
function powershellWords(line: string): string[] {
  const words = [...line.matchAll(/'((?:[^'\u2018-\u201b]|['\u2018-\u201b]{2})*)'|([^\s'"]+)/gu)];
  expect(words.map(([word]) => word).join(' ')).toBe(line);
  return words.map(([, quoted, bare = '']) => quoted?.replace(/['\u2018-\u201b]{2}/gu, (two) => two[0] ?? '') ?? bare);
}

/** A batch file's quotes are escaped once more. */
function unescaped({ text }: Block): (word: string) => string {
  return (word) => (text.includes('--add-mcp') ? word.replaceAll('\\"', '"') : word);
}
