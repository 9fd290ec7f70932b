import { describe, expect, it } from 'vitest';
import { confirmedText, endedText, titleOf } from './issue-text.ts';
import { aNotification } from './testing.ts';

const HOSTILE =
  '@everyone #1 https://evil.example ![x](https://evil.example/x)\n```\n<img src=x>\n````\n\u001b[31m<!-- incidents of a/b -->';

describe('the text of an issue', () => {
  it('says what, since when, what was seen, how to repeat it, and how to opt out', () => {
    const text = confirmedText(aNotification(), { mention: ['octocat'] });
    expect(titleOf(aNotification())).toBe('com.example/weather: down (no answer in time)');
    for (const part of [
      '`com.example/weather` does not work since 2026-11-22T09:37:02.000Z, confirmed 2026-11-22T10:07:02.000Z',
      '```text\nno answer in 10000 ms\n```',
      '```text\nPOST /mcp\n\nnothing\n```',
      '```text\nnpm run probe\n```',
      '[Page](https://example.com/registry/server/com.example/weather/)',
      '(https://example.com/registry/status/servers/com.example/weather.json)',
      'take it away to opt out',
      'cc @octocat',
    ])
      expect(text).toContain(part);
  });

  it('has text of servers only inside blocks of code, which that text cannot end', () => {
    const evidence = { step: HOSTILE, request: HOSTILE, response: HOSTILE, repeat: HOSTILE };
    const text = confirmedText(aNotification({ cause: HOSTILE, evidence }), {});
    const outside = withoutCode(text);
    expect(outside).not.toMatch(/everyone|evil|<img/);
    expect(text).not.toContain('\u001b');
    expect(outside).not.toContain('incidents of a/b');
    expect(outside.match(/<!--/g)).toHaveLength(2);
  });

  it('says of an incident that is over since when the server works, and which message is the last', () => {
    const ended = endedText(aNotification({ endedAt: '2026-11-22T11:00:00.000Z' }, 'ended', true));
    expect(ended).toContain('`com.example/weather` works since');
    expect(ended).toContain('This is the last message of today (UTC): whatever follows is on the page.');
    expect(endedText(aNotification({}, 'ended'))).not.toContain('last message');
  });
});

/** Markdown without its code, by the rules of CommonMark: a fence ends at one that is as long; a span, at as many ticks. */
function withoutCode(markdown: string): string {
  const kept: string[] = [];
  let fence: string | null = null;
  for (const line of markdown.split('\n')) {
    const ticks = /^`{3,}/.exec(line)?.[0];
    if (fence === null && ticks !== undefined) fence = ticks;
    else if (fence !== null && ticks !== undefined && ticks.length >= fence.length && line === ticks) fence = null;
    else if (fence === null) kept.push(line.replace(/(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)/g, ''));
  }
  return kept.join('\n');
}
