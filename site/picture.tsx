import { renderToString } from 'preact-render-to-string';
import { latestVersion, type Snapshot } from '../catalog/snapshot/snapshot.ts';
import type { Health } from '../catalog/status/status.ts';
import { DAYS, type HostedDay, hostedDays } from './hosted-days.ts';
import type { Site } from './site.ts';
import { counted, grouped } from './words/numbers.ts';
import { dayOf } from './words/time.ts';
import { line } from './words/visible.ts';

/** What is shown beside a link to any page: one picture for the whole site, since a large catalog has no room for more. */
export const PICTURE = { path: 'og.png', width: 1200, height: 630 };

const INK = { ink: '#1b1a16', ink2: '#4f4b41', ink3: '#655f52', edge: '#8a8474', paper: '#f6f4ed', blue: '#1f3fbf' };
const LAMP: Record<Health, string> = {
  healthy: '#18733f',
  degraded: '#bf7600',
  unhealthy: '#b0241a',
  unknown: '#736d60',
};
const BAR = { up: '#489268', half: LAMP.degraded, down: LAMP.unhealthy, none: LAMP.unknown };
const STATES = ['up', 'half', 'down', 'none'] as const;
const HEALTHS: Health[] = ['healthy', 'degraded', 'unhealthy', 'unknown'];
/** Where bars stand, how far they reach above the line, and how far below it. */
const BARS = { line: 524, above: 92, below: 40 };

/** What the picture says, for those who do not see it. */
export function pictureWords({ snapshot: { registry }, cards }: Site): string {
  return `${line(registry.title)}: ${counted(cards.length, 'MCP server')}`;
}

/**
 * The picture as SVG, always in the light theme: the registry's name, how many servers it has, how they are, and 90 days of
 * those that are hosted. Where nobody has looked yet, the registry's own sentence stands in place of what was seen.
 */
export function pictureOf(snapshot: Snapshot): string {
  const { registry, at } = snapshot;
  const live = snapshot.entries.filter((entry) => latestVersion(entry).status !== 'deleted');
  const isChecked = live.some(({ status }) => status);
  const title = drawable(line(registry.title, 46), hostOf(registry.siteUrl));
  const first = title.slice(0, title.indexOf(' ') + 1);
  return renderToString(
    // biome-ignore lint/a11y/noSvgWithoutTitle: it is drawn as PNG, and pages name its words beside it
    <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1200 630" width={PICTURE.width} height={PICTURE.height}>
      <rect width="1200" height="630" fill={INK.paper} />
      <Mark />
      <text x="136" y="92" font-size="36" fill={INK.ink}>
        {first}
        <tspan font-weight="700">{title.slice(first.length)}</tspan>
      </text>
      <path d="M60 132.500H1140M60 137.500H1140" stroke={INK.edge} />
      <text x="57" y="258" font-size="100" font-weight="700" letter-spacing="-2" fill={INK.ink}>
        {counted(live.length, 'MCP server')}
      </text>
      {isChecked ? (
        <>
          {HEALTHS.map((health, index) => (
            <Count
              health={health}
              count={live.filter(({ status }) => (status?.health ?? 'unknown') === health).length}
              x={60 + index * 276}
            />
          ))}
          <Days days={hostedDays(snapshot)} />
          <Foot says={`Hosted servers, ${DAYS} days: up stands, down hangs`} at={at} />
        </>
      ) : (
        <>
          {wrapped(drawable(line(registry.description), ''), 50).map((words, index) => (
            <text x="60" y={348 + index * 56} font-size="42" fill={INK.ink2}>
              {words}
            </text>
          ))}
          <Foot says={hostOf(registry.siteUrl)} at={at} />
        </>
      )}
    </svg>,
  );
}

function Mark() {
  return (
    <g transform="translate(60 52) scale(2)">
      <rect width="28" height="28" rx="5" fill={INK.blue} />
      <path
        d="M6.5 20.5v-9L9 9h2.5l2.5 2.5v9m0-9L16.5 9H19l2.5 2.5v6.3"
        fill="none"
        stroke="#fff"
        stroke-width="2.2"
        stroke-linejoin="round"
      />
      <circle cx="6.5" cy="20.3" r="2.6" fill="#fff" />
      <circle cx="14" cy="20.3" r="2.6" fill="#fff" />
      <circle cx="21.5" cy="20.3" r="1.9" fill="none" stroke="#fff" stroke-width="1.6" />
    </g>
  );
}

/** A lamp with its number and its word. One that counts nothing is out. */
function Count({ health, count, x }: { health: Health; count: number; x: number }) {
  const color = count === 0 ? INK.edge : LAMP[health];
  return (
    <g>
      <g transform={`translate(${x} 309) scale(2.2)`} stroke-linecap="round" stroke-linejoin="round">
        <Lamp health={health} color={color} />
      </g>
      <text x={x + 56} y="344" font-size="48" font-weight="700" fill={count === 0 ? INK.ink3 : INK.ink}>
        {grouped(count)}
      </text>
      <text x={x + 56} y="380" font-size="27" fill={INK.ink2}>
        {health}
      </text>
    </g>
  );
}

function Lamp({ health, color }: { health: Health; color: string }) {
  const sign = { fill: 'none', stroke: '#fff', 'stroke-width': '1.9' };
  switch (health) {
    case 'healthy':
      return [<circle cx="9" cy="9" r="8" fill={color} />, <path d="m5.4 9.3 2.4 2.4 4.8-5.2" {...sign} />];
    case 'degraded':
      return [
        <path d="M9 1.8 17 16H1Z" fill={color} stroke={color} stroke-width="1.6" />,
        <path d="M9 6.6v4.2M9 13.5v.1" {...sign} />,
      ];
    case 'unhealthy':
      return [
        <rect x="1.4" y="1.4" width="15.2" height="15.2" rx="1.6" fill={color} />,
        <path d="m5.9 5.9 6.2 6.2m0-6.2-6.2 6.2" {...sign} />,
      ];
    case 'unknown':
      return [
        <circle cx="9" cy="9" r="7.2" fill="none" stroke={color} stroke-width="1.6" stroke-dasharray="2.6 2.3" />,
        <path d="M6 9h6" fill="none" stroke={color} stroke-width="1.9" />,
      ];
  }
}

/** All hosted servers by day, as shares of those that were looked at: what was up stands, degraded on top, down hangs. */
function Days({ days }: { days: HostedDay[] }) {
  const paths = { up: '', half: '', down: '', none: '' };
  for (const [day, { up, degraded, down }] of days.entries()) {
    const looked = up + degraded + down;
    const x = 66 + day * 12;
    const reach = (part: number, whole: number) => (part === 0 ? 0 : Math.max(2, Math.round((part / looked) * whole)));
    const [green, amber] = [reach(up, BARS.above), reach(degraded, BARS.above)];
    if (looked === 0) paths.none += `M${x} ${BARS.line - 2}v4`;
    if (green > 0) paths.up += `M${x} ${BARS.line}v-${green}`;
    if (amber > 0) paths.half += `M${x} ${BARS.line - green}v-${amber}`;
    if (down > 0) paths.down += `M${x} ${BARS.line}v${reach(down, BARS.below)}`;
  }
  return (
    <g stroke-width="8">
      <path d={`M60 ${BARS.line}H1140`} stroke={INK.edge} stroke-width="2" />
      {STATES.map((state) => paths[state] && <path d={paths[state]} stroke={BAR[state]} />)}
    </g>
  );
}

function Foot({ says, at }: { says: string; at: string }) {
  return (
    <g font-size="24" fill={INK.ink3}>
      <text x="60" y="598">
        {says}
      </text>
      <text x="1140" y="598" text-anchor="end">
        {dayOf(at)}
      </text>
    </g>
  );
}

/** The font of the picture has Latin and Cyrillic letters; what it cannot draw is said another way. */
function drawable(text: string, otherwise: string): string {
  return /^[\u0020-\u024f\u0400-\u04ff\u1e00-\u1eff\u2010-\u2044\u20ac]*$/.test(text) ? text : otherwise;
}

function hostOf(siteUrl: string): string {
  const { host, pathname } = new URL(siteUrl);
  return line(host + pathname.replace(/\/$/, ''), 70);
}

/** Words in lines of so many characters, three at most. */
function wrapped(text: string, width: number): string[] {
  const lines = [''];
  for (const word of text.split(' ')) {
    const last = lines.at(-1) ?? '';
    if (last !== '' && last.length + word.length >= width) lines.push(word);
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
  }
  return lines.length > 3 ? [...lines.slice(0, 2), `${lines[2]}…`] : lines;
}
