import { describe, expect, it } from 'vitest';
import { markdownPath } from '../../catalog/urls.ts';
import { aSite, contentsOf, HOSTILE, ofEveryServer } from '../testing.ts';
import { md, mdBlock, mdCode } from '../words/markdown.ts';
import { markdown } from './markdown.ts';

const pages = contentsOf(ofEveryServer(markdown, aSite()));
const page = (name: string) => pages.get(markdownPath(`com.example/${name}`)) ?? '';

describe('the Markdown of a server', () => {
  it('says what it is, how it does, how to reach it, and what its tools take', () => {
    expect(page('ok').split('\n').slice(0, 3)).toEqual(['# Server ok', '', '> Tells the weather of tomorrow']);
    expect(page('ok')).toContain('## Health\n\nWorking. Last checked Sun 22 Nov 2026, 09:37 UTC.');
    expect(page('ok')).toContain('Up in 30 days: 99.86\u00a0% of 1436 checks.');
    expect(page('ok')).toContain('Address: `https://weather.example.com/mcp` (http)');
    expect(page('ok')).toContain('### `forecast`\n\nForecasts the weather of a city\n\n- `city`, required: string');
    expect(page('email')).toContain('We have not seen its tools yet.');
  });

  it('of a deleted server tells nothing to install', () => {
    expect(page('gone')).not.toContain('How to reach it');
  });

  it('holds the words of a publisher as text: no tag, no link, no heading, nothing unseen', () => {
    const prose = page('hostile').replace(/(`+).*?\1/g, ''); // code holds what it holds
    expect(prose).not.toMatch(/(?<!\\)<(?!https:)/);
    expect(page('hostile')).not.toContain('\u202e');
    expect(page('hostile')).toContain('We print no command for this');
  });
});

describe('escaping for Markdown', () => {
  it('leaves nothing for Markdown to read', () => {
    expect(md('# *a* [b](c) <d> `e`')).toBe('\\# \\*a\\* \\[b\\]\\(c\\) \\<d\\> \\`e\\`');
    expect(md('- no list')).toBe('\\- no list');
    expect(md('1. no list')).toBe('\\1. no list');
    expect(md(HOSTILE)).not.toMatch(/(?<!\\)[<>]/);
  });

  it('fences code with more backticks than it holds', () => {
    expect(mdCode('a``b')).toBe('```a``b```');
    expect(mdCode('`')).toBe('`` ` ``');
    expect(mdBlock('```\nx', 'sh')).toBe('````sh\n```\nx\n````');
  });
});
