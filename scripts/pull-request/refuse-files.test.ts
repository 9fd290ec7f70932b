import { expect, it } from 'vitest';
import type { ChangedFile } from './changed-files.ts';
import { refuseFiles } from './refuse-files.ts';

const WEATHER = 'catalog/servers/com.example/weather';

/** A file that a change adds, unless told otherwise. */
function aFile(path: string, mode = '100644', bytes = 2): ChangedFile {
  return { path, shown: path, before: null, after: { mode, id: 'f'.repeat(40), bytes } };
}

const codesOf = (...files: ChangedFile[]) => refuseFiles(files, 'catalog/').map(({ code }) => code);

it('has nothing against files in their place, and code beside them', () => {
  const gone = { ...aFile(`${WEATHER}/old.txt`, '120000'), after: null };
  expect(codesOf(aFile(`${WEATHER}/2.0.0.json`), aFile('.ci/run', '100755', 900_000), gone)).toEqual([]);
});

it.each([
  ['E510', 'a link', aFile(`${WEATHER}/2.0.0.json`, '120000')],
  ['E510', 'a link outside the catalog', aFile('docs/page.md', '120000')],
  ['E510', 'another repository', aFile('vendor', '160000')],
  ['E511', 'a file that can be run', aFile(`${WEATHER}/2.0.0.json`, '100755')],
  ['E512', 'a large file', aFile(`${WEATHER}/2.0.0.json`, '100644', 65_537)],
  ['E220', 'a file of no kind', aFile(`${WEATHER}/run.sh`)],
  ['E220', 'a folder too much', aFile(`${WEATHER}/more/2.0.0.json`)],
  ['E514', 'a way out', aFile('catalog/servers/com.example/../../../x.json')],
  ['E514', "git's own folder", aFile('catalog/servers/.git/hooks/post-checkout')],
  ['E514', "git's own folder, in capitals", aFile('.GIT/config')],
  ['E514', "git's own folder, by its short name", aFile('GIT~1/config')],
  ['E514', 'the catalog in capitals', aFile('Catalog/servers/a.b/c/1.0.0.json')],
  ['E514', 'its servers in capitals', aFile('catalog/Servers/a.b/c/1.0.0.json')],
  ['E514', 'a hidden character', aFile(`${WEATHER}/2.0.0\u200b.json`)],
  ['E514', 'text that turns around', aFile(`${WEATHER}/\u202enosj.0.0.2`)],
  ['E514', 'a drive', aFile('C:/x')],
  ['E514', 'no text', { ...aFile('x'), path: null }],
])('refuses with %s: %s', (code, _what, file) => {
  expect(codesOf(file)).toEqual([code]);
});

it('refuses what nobody can read', () => {
  const many = Array.from({ length: 4 }, (_, at) => aFile(`catalog/servers/a.b/c${at}/1.0.0.json`));
  expect(refuseFiles(many, 'catalog/', { files: 3, entries: 2, bytes: 9 }).map(({ message }) => message)).toEqual([
    'This change has 4 files, and 3 are the most',
    'This change has 4 entries, and 2 are the most',
  ]);
});
