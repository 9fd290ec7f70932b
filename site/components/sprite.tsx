import type { ComponentChildren } from 'preact';

/** The sprite of a page: only the drawings it uses. */
export function Sprite({ ids }: { ids: Iterable<string> }) {
  return (
    <svg width="0" height="0" aria-hidden="true" class="vh">
      {[...ids].map((id) => {
        const symbol = SYMBOLS[id];
        if (!symbol) throw new Error(`There is no drawing named "${id}" in components/sprite.tsx`);
        const [side, drawing] = symbol;
        return (
          <symbol id={id} viewBox={`0 0 ${side} ${side}`}>
            {drawing}
          </symbol>
        );
      })}
    </svg>
  );
}

/** The ids of all drawings that some HTML uses, in a fixed order. */
export function symbolsIn(html: string): string[] {
  const ids = new Set<string>();
  for (let at = html.indexOf(USE); at !== -1; at = html.indexOf(USE, at)) {
    at += USE.length;
    ids.add(html.slice(at, html.indexOf('"', at)));
  }
  return [...ids].sort();
}

const USE = '<use href="#';

const thin = { fill: 'none', stroke: 'var(--mark)', 'stroke-width': '1.9' };

/** Every drawing of the site, by id: its side in units, and its shape. `l-` lamps, `n-` stops of a ladder, `i-` icons. */
const SYMBOLS: Record<string, [side: number, drawing: ComponentChildren]> = {
  'l-healthy': [
    18,
    [<circle cx="9" cy="9" r="8" fill="currentColor" />, <path d="m5.4 9.3 2.4 2.4 4.8-5.2" {...thin} />],
  ],
  'l-degraded': [
    18,
    [
      <path d="M9 1.8 17 16H1Z" fill="currentColor" stroke="currentColor" stroke-width="1.6" />,
      <path d="M9 6.6v4.2M9 13.5v.1" {...thin} />,
    ],
  ],
  'l-unhealthy': [
    18,
    [
      <rect x="1.4" y="1.4" width="15.2" height="15.2" rx="1.6" fill="currentColor" />,
      <path d="m5.9 5.9 6.2 6.2m0-6.2-6.2 6.2" {...thin} />,
    ],
  ],
  'l-unknown': [
    18,
    [
      <circle cx="9" cy="9" r="7.2" fill="none" stroke="currentColor" stroke-width="1.6" stroke-dasharray="2.6 2.3" />,
      <path d="M6 9h6" fill="none" stroke="currentColor" stroke-width="1.9" />,
    ],
  ],
  mark: [
    28,
    [
      <rect width="28" height="28" rx="5" fill="currentColor" />,
      <path
        d="M6.5 20.5v-9L9 9h2.5l2.5 2.5v9m0-9L16.5 9H19l2.5 2.5v6.3"
        fill="none"
        stroke="var(--mark)"
        stroke-width="2.2"
        stroke-linejoin="round"
      />,
      <circle cx="6.5" cy="20.3" r="2.6" fill="var(--mark)" />,
      <circle cx="14" cy="20.3" r="2.6" fill="var(--mark)" />,
      <circle cx="21.5" cy="20.3" r="1.9" fill="none" stroke="var(--mark)" stroke-width="1.6" />,
    ],
  ],
  'n-pass': [
    20,
    [
      <circle cx="10" cy="10" r="7" fill="currentColor" />,
      <path d="m7 10.2 2.1 2.1 4-4.4" fill="none" stroke="var(--mark)" stroke-width="1.7" />,
    ],
  ],
  'n-skip': [20, <circle cx="10" cy="10" r="5.5" fill="var(--paper)" stroke="currentColor" stroke-width="2" />],
  'n-gate': [
    20,
    [
      <circle cx="10" cy="10" r="8" fill="var(--mark)" stroke="currentColor" stroke-width="2" />,
      <path d="M7 9.6h6v4H7zM8.2 9.4V8a1.8 1.8 0 0 1 3.6 0v1.4" fill="none" stroke="currentColor" stroke-width="1.4" />,
    ],
  ],
  'i-search': [16, [<circle cx="7" cy="7" r="4.5" />, <path d="m10.5 10.5 3.5 3.5" />]],
  'i-copy': [16, [<rect x="5.5" y="5.5" width="8" height="8" rx="1" />, <path d="M3.5 10.5h-1v-8h8v1" />]],
  'i-chevron': [16, <path d="m6 3.5 4.5 4.5L6 12.5" />],
  'i-check': [16, <path d="m3 8.5 3.5 3.5L13 4.5" />],
  'i-out': [16, <path d="M9.5 2.5h4v4m0-4-6 6M6.5 3.5h-4v10h10v-4" />],
  'i-lock': [16, [<rect x="3" y="7" width="10" height="6.5" rx="1" />, <path d="M5 7V5a3 3 0 0 1 6 0v2" />]],
  'i-open': [16, [<rect x="3" y="7" width="10" height="6.5" rx="1" />, <path d="M5 7V5a3 3 0 0 1 5.8-1" />]],
  'i-key': [16, [<circle cx="5" cy="11" r="2.5" />, <path d="m7 9 6-6m-2.5 2.5 2 2M9 7l1.2 1.2" />]],
  'i-hosted': [
    16,
    [<circle cx="8" cy="8" r="5.5" />, <path d="M2.5 8h11M8 2.5c3.2 3.3 3.2 7.7 0 11M8 2.5c-3.2 3.3-3.2 7.7 0 11" />],
  ],
  'i-local': [16, [<rect x="2" y="3" width="12" height="10" rx="1" />, <path d="m4.5 6 2 2-2 2M8.5 10.5h3" />]],
  'i-tool': [
    16,
    <path
      d="M9.8 3.2a3.2 3.2 0 0 1 3.7-.5l-2 2 .3 1.5 1.5.3 2-2a3.2 3.2 0 0 1-4.3 3.9L5.2 14.2a1.5 1.5 0 0 1-2.2-2.2l5.7-5.7a3.2 3.2 0 0 1 1.1-3.1Z"
      transform="translate(-.7 .3) scale(.96)"
    />,
  ],
  'i-eye': [
    16,
    [<path d="M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8Z" />, <circle cx="8" cy="8" r="1.8" />],
  ],
  'i-pen': [16, <path d="m3 13 .7-3L11 2.7l2.3 2.3L6 12.3Zm6.5-8.8 2.3 2.3" />],
  'i-bin': [16, <path d="M3 4.5h10M6.5 4.5v-2h3v2M4.5 4.5l.6 9h5.8l.6-9M6.8 7.2l.2 3.8m2.2-3.8-.2 3.8" />],
  'i-clock': [16, [<circle cx="8" cy="8" r="5.5" />, <path d="M8 4.8V8l2.2 1.6" />]],
  'i-sun': [
    16,
    [
      <circle cx="8" cy="8" r="2.8" />,
      <path d="M8 1.5v1m0 11v1M1.5 8h1m11 0h1M3.4 3.4l.7.7m7.8 7.8.7.7m0-9.2-.7.7M4.1 11.9l-.7.7" />,
    ],
  ],
  'i-moon': [16, <path d="M13 9.5A5.5 5.5 0 1 1 6.5 3a4.5 4.5 0 0 0 6.5 6.5Z" />],
  'i-system': [16, [<circle cx="8" cy="8" r="5.5" />, <path d="M8 2.5v11a5.5 5.5 0 0 0 0-11Z" fill="currentColor" />]],
  'i-net': [
    16,
    [
      <rect x="6" y="2" width="4" height="3.5" />,
      <rect x="2" y="10.5" width="4" height="3.5" />,
      <rect x="10" y="10.5" width="4" height="3.5" />,
      <path d="M8 5.5V8m-4 2.5V8h8v2.5" />,
    ],
  ],
  'i-feed': [16, <path d="M3.5 12.5v.1M3 8a5 5 0 0 1 5 5M3 3.5a9.5 9.5 0 0 1 9.5 9.5" />],
  'i-flag': [16, <path d="M3.5 14V2.5M3.5 3h8l-1.5 2.8L11.5 8.5h-8" />],
  'i-play': [16, <path d="M4.5 2.8v10.4L13 8Z" />],
  'i-warn': [16, <path d="M8 2.5 14.5 13.5H1.5ZM8 6.5v3.2m0 1.8v.1" />],
  'i-filter': [16, <path d="M2 3.5h12M4.5 8h7M6.5 12.5h3" />],
};
