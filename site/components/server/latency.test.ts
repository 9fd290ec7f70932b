import { h } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { describe, expect, it } from 'vitest';
import type { DayLatency, Latencies } from '../../../catalog/status/history.ts';
import { NO_LATENCIES } from '../../../catalog/status/history.ts';
import { aStatus } from '../../../catalog/testing.ts';
import { aSnapshot } from '../../testing.ts';
import { Latency } from './latency.tsx';

const { at, latencies } = aSnapshot();
const both = latencies.get('com.example/ok') ?? NO_LATENCIES;

function shown(given: Latencies, lean = false): string {
  return renderToString(h(Latency, { status: aStatus(), latencies: given, at, lean }));
}

function labels(html: string): string[] {
  return [...html.matchAll(/aria-label="([^"]*)"/g)].map(([, label = '']) => label.replaceAll(/\s/g, ' '));
}

function aDay(ago: number, p50: number | null): DayLatency {
  const date = new Date(Date.parse(at) - ago * 86_400_000).toISOString().slice(0, 10);
  return { date, latencyMs: p50 === null ? null : { p50, p95: 2 * p50 } };
}

describe('how long callers wait', () => {
  it('is drawn by day and for each answer of 24 hours, and said in words', () => {
    expect(labels(shown(both))).toEqual([
      '53 days: median of a day from 180 ms to 640 ms; of the newest 203 ms, 95th percentile 406 ms',
      '40 answers: median 190 ms, 95th percentile 420 ms; 1 check without a good answer',
    ]);
  });

  it('is drawn by day alone where there is room for one chart, and else for each answer', () => {
    expect(labels(shown(both, true))).toEqual([expect.stringMatching(/^53 days/)]);
    expect(labels(shown({ ...both, days: [] }, true))).toEqual([expect.stringMatching(/^40 answers/)]);
  });

  it('has a line that is cut where no day is known, and ends at the day of the snapshot', () => {
    const days = [9, 8, 7, 3, 2, 1, 0].map((ago) => aDay(ago, 100));
    const [path = ''] = /(?<=class="p50" d=")[^"]*/.exec(shown({ answers: [], days })) ?? [];
    expect(path.match(/M/g)).toHaveLength(2);
    expect(path).toMatch(/L560 \d+$/);
  });

  it('is no line of a few days, nor of days that lie too far back', () => {
    const few = Array.from({ length: 6 }, (_none, ago) => aDay(ago, 100));
    const old = Array.from({ length: 9 }, (_none, index) => aDay(90 + index, 100));
    for (const days of [few, old, [...few, aDay(6, null)]])
      expect(shown({ answers: [], days })).toContain('Too few good answers in 24 hours to draw (0).');
  });
});
