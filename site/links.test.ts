import { expect, it } from 'vitest';
import { fileAt, linksFrom, safeUrl } from './links.ts';

it('links from any depth to the root, without knowing where the root is', () => {
  expect(linksFrom('index.html')('server/a/b/')).toBe('server/a/b/');
  expect(linksFrom('index.html')('')).toBe('./');
  expect(linksFrom('server/a/b/index.html')('status/#down')).toBe('../../../status/#down');
  expect(linksFrom('server/a/b/index.html')('server/a/b/index.json')).toBe('index.json');
  expect(linksFrom('server/a/b/index.html')('server/a/b/')).toBe('../../../server/a/b/');
  expect(linksFrom('404.html', '/sub/')('a-to-z/')).toBe('/sub/a-to-z/');
});

it('links to http and https only', () => {
  expect(safeUrl('https://a.example/x')).toBe('https://a.example/x');
  for (const url of [
    'javascript:alert(1)',
    'data:text/html,x',
    'JaVaScRiPt:x',
    ' javascript:x',
    '//a.example',
    'nonsense',
    undefined,
  ]) {
    expect(safeUrl(url)).toBeNull();
  }
});

it("knows a file's page on the hosts it knows", () => {
  expect(fileAt('https://github.com/a/b.git', 'abc', 'x y/z.json')).toBe(
    'https://github.com/a/b/blob/abc/x%20y/z.json',
  );
  expect(fileAt('https://gitlab.com/a/b', 'abc', 'z.json')).toBe('https://gitlab.com/a/b/-/blob/abc/z.json');
  expect(fileAt('https://git.acme.example/a/b', 'abc', 'z.json')).toBeNull();
  expect(fileAt('https://github.com/a/b', null, 'z.json')).toBeNull();
});
