import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { StatusSummaries } from '../catalog/status/status.ts';
import { anIncident, aToolsChange } from '../catalog/testing.ts';
import { isProxyPath } from '../catalog/urls.ts';
import { buildSite } from './build.ts';
import { aSnapshot, someAssets } from './testing.ts';
import { linksIn } from './testing-links.ts';

const BASE = '/some/sub/path/';
const files = new Map(buildSite(aSnapshot(), { assets: someAssets, base: BASE }));
const pages = [...files].filter(([path]) => path.endsWith('.html') && !path.startsWith('v0.1/'));
/** What the build writes beside the site. */
const BESIDE = ['favicon.svg', 'snapshot/manifest.json', 'status/runs.json', ...Object.values(someAssets)];
const deadLinks = linksIn(files, BASE, BESIDE);

describe('the built site', () => {
  it('holds a page for each server, list, category and state', () => {
    for (const path of [
      'index.html',
      'page/2/index.html',
      'a-to-z/index.html',
      'category/index.html',
      'category/data/page/2/index.html',
      'status/index.html',
      'changes/index.html',
      'changes/tools/index.html',
      'publisher/index.html',
      'publisher/com.example.many/page/2/index.html',
      'stats/index.html',
      'server/com.example/ok/index.html',
      'server/com.example/gone/index.html',
      '404.html',
    ]) {
      expect(files.has(path), path).toBe(true);
    }
  });

  it('is the same, byte for byte, for the same snapshot', () => {
    expect(new Map(buildSite(aSnapshot(), { assets: someAssets, base: BASE }))).toEqual(files);
  });

  it('writes nothing where the proxy answers, save what it answers in the same words', () => {
    const proxied = [...files.keys()].filter((path) => isProxyPath(`/${path}`));
    expect(proxied.filter((path) => !path.startsWith('v0.1/'))).toEqual([]);
  });

  it('refuses to write outside its folder', () => {
    const snapshot = aSnapshot();
    for (const entry of snapshot.entries) entry.name = '../../etc/passwd';
    expect(() => new Map(buildSite(snapshot, { assets: someAssets }))).toThrow('must not write');
  });

  it.each(pages.map(([path, html]) => ({ path, html })).filter(({ path }) => !/many\/s[1-9]/.test(path)))(
    'leads nowhere that does not exist: $path',
    ({ path }) => {
      expect(deadLinks(path)).toEqual([]);
    },
  );

  it.each(pages.map(([path, html]) => ({ path, html })).filter(({ path }) => !/many\/s[1-9]/.test(path)))(
    'has one heading, a title, and nothing inline: $path',
    ({ html }) => {
      expect(html.match(/<h1[ >]/g)).toHaveLength(1);
      expect(html).toMatch(/<title>[^<]+<\/title>/);
      expect(html).not.toMatch(/<[^>]+ (style|on\w+)=/);
      expect(html.replace(/<script type="application\/ld\+json">/g, '')).not.toMatch(/<script(?![^>]* src=")/);
      expect(html).not.toMatch(/<(iframe|object|embed|base)[ >]/);
      expect(html).not.toMatch(/<img(?! src="[./]+badges\/)/);
      expect(gzipSync(html).length).toBeLessThan(40 * 1024);
    },
  );

  it('gives every page a title of its own', () => {
    const titles = pages.map(([, html]) => /<title>([^<]+)/.exec(html)?.[1]);
    expect(new Set(titles).size).toBe(titles.length);
  });

  it('publishes the statuses in the shape that the catalog names', () => {
    const { statuses } = StatusSummaries.parse(JSON.parse(files.get('status/summary.json') ?? ''));
    expect(statuses).toHaveLength(7);
  });

  it('gives each server a JSON twin', () => {
    const twin = JSON.parse(files.get('server/com.example/ok/index.json') ?? '');
    expect(twin).toMatchObject({ name: 'com.example/ok', definitions: [{ name: 'forecast' }, { name: 'wipe' }] });
  });

  it('lists no deleted server, and keeps its page as a tombstone', () => {
    const listed = [...files].filter(([path]) => /^(search|list|a-to-z|by)\//.test(path)).map(([, content]) => content);
    expect(listed.join('')).toContain('com.example/ok');
    expect(listed.join('')).not.toContain('com.example/gone');
    const page = files.get('server/com.example/gone/index.html') ?? '';
    expect(page).toContain('This server is deleted');
    expect(page).not.toContain('Add it to your client');
  });
});

describe('what a page says', () => {
  const page = (name: string) => textOf(files.get(`server/com.example/${name}/index.html`) ?? '');

  it('says what is missing, never 0 or N/A, for a server nobody has checked', () => {
    expect(page('email')).toContain('Not known. We have not checked it yet.');
    expect(page('email')).toContain('not checked yet');
    expect(page('email')).toContain('not measured yet');
    expect(page('email')).not.toMatch(/\d\s?%/);
  });

  it('gives a percentage with its denominator', () => {
    expect(page('ok')).toContain('99.86\u00a0% 1,434 of 1,436 checks');
  });

  it('makes no percentage of few checks', () => {
    expect(page('hostile')).toContain('too few checks (4)');
    expect(page('hostile')).not.toContain('100\u00a0%');
  });

  it('tells when a server went down, and why', () => {
    expect(page('tls')).toContain('Down since Fri 20 Nov 2026, 08:07 UTC. Its certificate or TLS handshake fails.');
  });

  it('makes the news of the day the heading of the health page', () => {
    expect(textOf(files.get('status/index.html') ?? '')).toContain(
      'Of 6 servers whose health we know, 4 work. Two are down.',
    );
  });

  it('says how often we really looked, and which runs are void', () => {
    const page = textOf(files.get('status/index.html') ?? '');
    expect(page).toContain('The median gap between runs was 1 h. The longest was 1 h. 2 runs in the last 24 hours.');
    expect(page).toContain('The median delay of a scheduled run was 8 minutes.');
    expect(page).toContain('1 run is void: the fault was likely ours, and nothing of it counts');
    expect(page).toContain('Sun 22 Nov 2026, 09:00 UTC · too many failed at once: 4 of 10');
  });

  it('draws each run of the day as a stop, the void ones apart, and shows evidence beside what is down', () => {
    const html = files.get('status/index.html') ?? '';
    expect(textOf(html)).toContain('08:30 UTC: 5 looks, 0 bad 09:00 UTC: void 09:30 UTC: 5 looks, 0 bad');
    expect(html.match(/<li class="run void">/g)).toHaveLength(1);
    expect(textOf(html)).toMatch(/Server tls .* Evidence about Server tls .* Degraded/);
  });

  it('has no run to show where there was none', () => {
    const none = new Map(buildSite({ ...aSnapshot(), runs: [] }, { assets: someAssets }));
    expect(textOf(none.get('status/index.html') ?? '')).toContain('We have no run on record that counts.');
  });

  it('tells of incidents on the page of their server, with evidence and how to repeat it', () => {
    expect(page('tls')).toContain('Down for 2 days 1 h so far TLS fails');
    expect(page('tls')).toContain('Was down for 3 days 1 h');
    expect(page('ok')).toContain("curl -i -X POST 'https://weather.example.com/mcp'");
    expect(page('auth-required')).toContain('None is on record. One begins when two of our runs in a row fail.');
    expect(page('email')).not.toContain('on record');
  });

  it('tells how tools changed, the newest first', () => {
    expect(page('ok')).toMatch(/1 new, 2 gone, 3 more breaking .* Gone: old, older 1 new additive/);
    expect(page('slow')).not.toContain('How its tools changed');
  });

  it('tells of all incidents on the health page, those that last first', () => {
    const text = textOf(files.get('status/index.html') ?? '');
    expect(text).toContain('Incidents 2 now, 3 past');
    expect(text).toMatch(
      /Server slow Changing all the time .* Server tls Down for .* Server ok Was down for 58 minutes/,
    );
  });

  it('tells on the page of changes, and on the front page, what changed this week', () => {
    expect(textOf(files.get('changes/index.html') ?? '')).toContain('This week: 3 changes of tools.');
    expect(textOf(files.get('changes/tools/index.html') ?? '')).toMatch(
      /Fri 20 Nov 2026 1 change Server ok tools: 1 new, 2 gone, 3 more breaking .* and 3 more Thu 19 Nov 2026/,
    );
    expect(textOf(files.get('index.html') ?? '')).toContain('This week Server ok tools: 1 new, 2 gone, 3 more');
  });

  it('leads feed readers to the feeds, and to one of the server where something happened', () => {
    const alternates = (name: string) =>
      [...(files.get(`server/com.example/${name}/index.html`) ?? '').matchAll(/<link rel="alternate"[^>]*>/g)].length;
    expect([alternates('ok'), alternates('auth-required')]).toEqual([4, 3]);
  });

  it('makes seven files for a server at most, beside its page and its feed', () => {
    const own = (name: string) => [...files.keys()].filter((path) => path.includes(`com.example/${name}`));
    expect(own('ok').map((path) => path.replace('com.example/ok', '*'))).toEqual([
      ...['server/*/index.html', 'server/*/index.json'],
      ...['v0.1/servers/*/versions/index.html', 'v0.1/servers/*/versions/1.0.0', 'v0.1/servers/*/versions/latest'],
      ...['status/servers/*.json', 'badges/*.svg', 'badges/*.json', 'feeds/*.atom', 'server/*/index.md'],
    ]);
    expect(own('email')).toHaveLength(9);
  });

  it('stays small, however many and long incidents are', () => {
    const noise = (length: number) =>
      Array.from({ length }, (_none, index) => ((index * 7919) % 1_000_003).toString(36));
    const evidence = {
      step: 'mcp',
      request: noise(999).join(''),
      response: noise(999).join('-'),
      repeat: 'x'.repeat(1024),
    };
    const incidents = Array.from({ length: 50 }, (_none, index) =>
      anIncident({ id: String(index).padStart(16, '0'), cause: noise(120).join(''), evidence }),
    );
    const tools = Array.from({ length: 20 }, (_none, index) => `${index}${'tool'.repeat(30)}`);
    const toolChanges = Array.from({ length: 20 }, () =>
      aToolsChange({ added: tools, removed: tools, changed: tools }),
    );
    const histories = new Map([['com.example/ok', { incidents, toolChanges, evidence: [evidence, evidence] }]]);
    const full = new Map(buildSite({ ...aSnapshot(), histories }, { assets: someAssets }));
    for (const path of ['server/com.example/ok/index.html', 'status/index.html']) {
      expect(gzipSync(full.get(path) ?? '').length, path).toBeLessThan(40 * 1024);
    }
  });

  it("shows a publisher's words as text, with nothing hidden in them", () => {
    const html = files.get('server/com.example/hostile/index.html') ?? '';
    expect(html).not.toContain('<script>alert');
    expect(html).not.toContain('javascript:alert(3)"');
    expect(html).toContain('&lt;script>alert(1)');
    expect(html).toContain('[U+202E]');
    expect(html).not.toContain('\u202e');
  });

  it('prints no command that an identifier could turn', () => {
    expect(page('hostile')).toContain('We print no command for this');
    expect(page('hostile')).not.toContain('npx');
  });
});

function textOf(html: string): string {
  return html
    .replace(/<[^>]+>/g, ' ')
    .replace(/ +([.,;])/g, '$1')
    .replace(/[ \n]+/g, ' ');
}
