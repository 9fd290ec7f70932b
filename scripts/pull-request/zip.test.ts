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

// Made by Python's zipfile for a stream, as the action that uploads does: sizes stand behind the file, and in the list.
const STREAMED =
  'UEsDBBQACAAIAIMYIlwAAAAAAAAAAAAAAAALAAAAcmVwb3J0Lmpzb26rVkpUsjKsBQBQSwcIr6wbVgkAAAAHAAAAUEsBAhQDFAAIAAgAgxgiXK+sG1YJAAAABwAAAAsAAAAAAAAAAAAAAIABAAAAAHJlcG9ydC5qc29uUEsFBgAAAAABAAEAOQAAAEIAAAAAAA==';

it('reads what another program has packed', () => {
  expect(readZipped(Buffer.from(STREAMED, 'base64'), 'report.json', 100)?.toString()).toBe('{"a":1}');
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
