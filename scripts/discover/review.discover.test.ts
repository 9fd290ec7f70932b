import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadCatalog } from '../../catalog/load.ts';
import { readRefused } from '../../catalog/refused-file.ts';
import { judgeCatalog } from '../../catalog/rules/judge.ts';
import { aRegistry } from '../../catalog/testing.ts';
import { writeCatalog } from '../../catalog/testing-files.ts';
import type { Candidate } from './candidate.ts';
import { aFind, aPackage, candidatesOf } from './candidates/testing.ts';
import { editText } from './review/editor.ts';
import { terminalOf } from './review/terminal.ts';
import { reviewCandidates } from './review.ts';

let catalog: string;
beforeEach(() => {
  catalog = writeCatalog(mkdtempSync(join(tmpdir(), 'review-')), { 'registry.json': aRegistry });
});
afterEach(() => rmSync(catalog, { recursive: true }));

const found = (...names: string[]) =>
  candidatesOf(
    names.map((name) =>
      aFind({ server: { name: `com.acme/${name}`, packages: [aPackage({ identifier: `@acme/${name}` })] } }),
    ),
  );

/** Reviews with these lines typed. An editor is a list of texts that are saved, one after the other. */
async function review(candidates: Candidate[], typed: string[], saved: ((text: string) => string)[] = []) {
  const output = new PassThrough();
  using terminal = terminalOf(Readable.from(typed.map((line) => `${line}\n`)), output);
  const edit = async (_name: string, text: string) => saved.shift()?.(text) ?? text;
  const now = () => new Date('2026-11-22T09:00:00Z');
  const reviewed = await reviewCandidates(candidates, { catalog, terminal, edit, by: 'octocat', now });
  return { reviewed, said: String(output.read() ?? '') };
}

describe('a review', () => {
  it('keeps, refuses with a reason, and skips; what is left when it ends is skipped', async () => {
    const candidates = found('clock', 'watch', 'timer', 'alarm');
    const { reviewed } = await review(candidates, ['x', 'r', '', 'r', 'It is no server', 'k', 's']);
    expect(reviewed).toEqual({
      refused: ['com.acme/alarm'],
      kept: ['com.acme/clock'],
      skipped: ['com.acme/timer', 'com.acme/watch'],
    });
    const loaded = await loadCatalog(catalog);
    expect(loaded.entries.map(({ name }) => name)).toEqual(['com.acme/clock']);
    expect(judgeCatalog(loaded)).toEqual([]);
    const refused = await readRefused(catalog);
    const identity = { names: ['com.acme/alarm'], packages: ['npm:@acme/alarm'] };
    expect(refused.refused).toEqual([
      { ...identity, reason: 'It is no server', by: 'octocat', at: '2026-11-22T09:00:00Z' },
    ]);
    const again = found('clock', 'watch', 'timer', 'alarm').map(({ name }) => name);
    const known = candidatesOf(
      again.map((name) => aFind({ server: { name, packages: [aPackage({ identifier: `@acme/${name.slice(9)}` })] } })),
      { entries: loaded.entries, refused },
    );
    expect(known.map((candidate) => candidate.known)).toEqual(['refused', 'same', null, null]);
  });

  it('lets what the rules refuse be edited, and again, until it is right', async () => {
    const [mute] = candidatesOf([aFind({ server: { description: '' } })]);
    const broken = (text: string) => text.replace('"description": ""', '"description": ');
    const right = () => JSON.stringify({ ...mute?.server, description: 'Tells the time' });
    const { reviewed, said } = await review(mute ? [mute] : [], ['k', 'e', 'y', 'k'], [broken, right]);
    expect(reviewed.kept).toEqual(['com.acme/clock']);
    expect(said).toMatch(/rules do not take it[\s\S]*E201[\s\S]*error E1\d\d/);
    expect(JSON.parse(readFileSync(join(catalog, 'servers/com.acme/clock/1.0.0.json'), 'utf8'))).toMatchObject({
      description: 'Tells the time',
    });
  });

  it('asks nothing of what is known, refused, or of this machine', async () => {
    const candidates = found('clock', 'watch', 'timer');
    const kinds = [{ known: 'same' as const }, { known: 'refused' as const }, { isLocal: true }];
    const { reviewed, said } = await review(
      candidates.map((each, at) => ({ ...each, ...kinds[at] })),
      ['k', 'k', 'k'],
    );
    expect([reviewed, said]).toEqual([{ kept: [], refused: [], skipped: [] }, '']);
  });

  it('lets no text of strangers move the cursor', async () => {
    const [whole] = found('clock');
    const flags = [{ code: 'redirects-away' as const, pointer: '', message: '\u001B]0;x\u0007\r\n\u202E' }];
    const { said } = await review(whole ? [{ ...whole, flags }] : [], ['q']);
    expect(said).toContain('\\u{1b}]0;x\\u{7}\\u{d}\\u{a}\\u{202e}');
    expect(said).toMatch(/^[^\p{Cf}]*$/u);
  });
});

describe('an editor', () => {
  it('is the one that is set, with its arguments', async () => {
    const script = join(catalog, 'my editor.mjs');
    writeFileSync(
      script,
      `import { appendFileSync } from 'node:fs'; appendFileSync(process.argv[3], process.argv[2]);`,
    );
    const env = { PATH: process.env.PATH, EDITOR: `"${process.execPath}" "${script}" --wait` };
    expect(await editText('server.json', '{}', env)).toBe('{}--wait');
    await expect(editText('server.json', '{}', { ...env, EDITOR: 'false' })).rejects.toThrow(
      'The editor false ended with 1',
    );
  });
});
