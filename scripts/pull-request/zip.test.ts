import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { aZip } from './testing-zip.ts';
import { readZipped } from './zip.ts';

const good = aZip([
  ['../../etc/cron.d/x', 'evil'],
  ['report.json', '{"a":1}'],
]);

it('reads one file, and does nothing with the others', () => {
  expect(readZipped(good, 'report.json', 100)?.toString()).toBe('{"a":1}');
  expect(readZipped(good, 'other.json', 100)).toBeNull();
});

it('reads what another program has packed', () => {
  const folder = mkdtempSync(join(tmpdir(), 'zip-'));
  writeFileSync(join(folder, 'report.json'), '{"a":1}');
  const pack =
    'import zipfile; z = zipfile.ZipFile("a.zip", "w", 8); z.write("report.json"); z.close(); print(open("a.zip", "rb").read().hex())';
  const hex = execFileSync('python3', ['-c', pack], { cwd: folder, encoding: 'utf8' });
  rmSync(folder, { recursive: true });
  expect(readZipped(Buffer.from(hex.trim(), 'hex'), 'report.json', 100)?.toString()).toBe('{"a":1}');
});

it.each([
  ['is more than it may be', aZip([['report.json', 'x'.repeat(200)]]), 'more than 100 bytes'],
  ['is more than it says', aZip([['report.json', 'x'.repeat(10_000)]], { claims: 50 }), 'it is broken'],
  [
    'is there twice',
    aZip([
      ['report.json', 'a'],
      ['report.json', 'b'],
    ]),
    'more than once',
  ],
  ['is in no archive', Buffer.from('hello'), 'no zip archive'],
  ['is in half an archive', good.subarray(60), 'its list of files is broken'],
])('does not read what %s', (_what, archive, why) => {
  expect(() => readZipped(archive, 'report.json', 100)).toThrow(why);
});
