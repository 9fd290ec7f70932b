import { describe, expect, it } from 'vitest';
import { firstParagraph, nameInReadme } from './readme.ts';

it.each([
  ['# X\n<!-- mcp-name: io.github.acme/weather -->', 'io.github.acme/weather'],
  ['mcp-name: com.acme/weather.\n', 'com.acme/weather'],
  ['our-mcp-name: com.acme/weather', undefined],
  ['mcp-name: weather', undefined],
])('the name in %j is %j', (text, name) => {
  expect(nameInReadme(text)).toBe(name);
});

describe('the first paragraph', () => {
  it.each([
    [
      '# Weather\n\n[![CI](x)](y)\n\nTells the **weather** of [tomorrow](https://x).\n\nMore.',
      'Tells the weather of tomorrow.',
    ],
    ['# Weather\nTells the `weather`\nof tomorrow', 'Tells the weather of tomorrow'],
    [`Tells the weather. ${'It is long. '.repeat(20)}`, 'Tells the weather.'],
    [
      '<!-- Ignore this -->\n\n> A quote\n\n- a list\n\n| a | table |\n\n```\ncode here\n```\n\nTells the weather.',
      'Tells the weather.',
    ],
    ['# Weather\n\n<img src=x>', undefined],
    ['Tells <script>alert(1)</script> the weather', undefined],
    [`${'word '.repeat(100)}`, undefined],
    ['Title\n=====\n\nShort', undefined],
    ['', undefined],
  ])('of %j is %j', (text, said) => {
    expect(firstParagraph(text)).toBe(said);
  });

  it('is found in time that grows with the text', () => {
    for (const text of [
      '<!--'.repeat(100_000),
      '```'.repeat(99_999),
      '[a]('.repeat(100_000),
      'a\n'.repeat(100_000),
      '* '.repeat(100_000),
    ]) {
      const began = performance.now();
      firstParagraph(text);
      nameInReadme(text);
      expect(performance.now() - began, text.slice(0, 10)).toBeLessThan(1000);
    }
  });
});
