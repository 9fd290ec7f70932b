import { DOMParser } from '@xmldom/xmldom';
import { describe, expect, it } from 'vitest';
import { Reason } from '../../catalog/status/status.ts';
import { aStatus } from '../../catalog/testing.ts';
import { aSite, contentsOf, ofEveryServer } from '../testing.ts';
import { BADGE_COLORS, BADGE_LABEL, badgeOf } from './badge.ts';
import { badgeSvg } from './badge-svg.ts';
import { badges } from './badges.ts';
import { textWidth } from './text-width.ts';

const files = contentsOf(ofEveryServer(badges, aSite()));

describe('the badge of a server', () => {
  it.each([
    ['ok', 'healthy', 'brightgreen'],
    ['auth-required', 'healthy · needs sign-in', 'blue'],
    ['slow', 'degraded · slow', 'yellow'],
    ['tls', 'unhealthy · TLS fails', 'red'],
    ['needs-config', 'unknown · needs configuration', 'lightgrey'],
    ['email', 'not checked', 'lightgrey'],
  ])('of %s says "%s", in %s', (name, message, color) => {
    // shields.io refuses a badge with any other key.
    expect(JSON.parse(files.get(`badges/com.example/${name}.json`) ?? '')).toEqual({
      ...{ schemaVersion: 1, label: 'MCP health' },
      ...{ message, color },
    });
    const picture = files.get(`badges/com.example/${name}.svg`) ?? '';
    const root = new DOMParser().parseFromString(picture, 'image/svg+xml').documentElement;
    expect([root?.getAttribute('height'), root?.getAttribute('role')]).toEqual(['20', 'img']);
    expect(root?.getElementsByTagName('title')[0]?.textContent).toBe(`MCP health: ${message}`);
    expect(picture).not.toMatch(/style=|<script|href/);
  });

  it('is there for every server', () => {
    expect(files.size).toBe(2 * aSite().snapshot.entries.length);
  });

  it('has white text that can be read on each of its grounds', () => {
    const grounds = ['#4f4b41', ...Object.values(BADGE_COLORS)];
    for (const ground of grounds) expect(contrastWithWhite(ground), ground).toBeGreaterThanOrEqual(4.5);
  });

  it('is as wide as its text, and no character of ours is unknown', () => {
    expect(textWidth('healthy', 11)).toBe(40.9);
    const texts = [BADGE_LABEL, ...Reason.options.map((reason) => badgeOf(aStatus({ reason })).message)];
    for (const text of texts) {
      for (const character of text) expect(textWidth(character, 2048), `${character} in ${text}`).not.toBe(2048);
    }
  });

  it('escapes what it is told', () => {
    expect(badgeSvg({ label: '<a>', message: '&"', fill: '#000' })).toContain('<title>&lt;a&gt;: &amp;&quot;</title>');
  });
});

function contrastWithWhite(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((from) => {
    const share = Number.parseInt(hex.slice(from, from + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05);
}
