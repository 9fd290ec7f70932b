import { existsSync, readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { basename, isAbsolute } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import type { Profile } from './cost-run.ts';

/** What V8 writes with `--cpu-prof`, as far as we read it. Lines and columns count from 0. */
export const CpuProfile = z.object({
  nodes: z.array(
    z.object({
      id: z.int(),
      callFrame: z.object({ functionName: z.string(), url: z.string(), lineNumber: z.int(), columnNumber: z.int() }),
    }),
  ),
  samples: z.array(z.int()),
  /** Microseconds since the sample before. */
  timeDeltas: z.array(z.number()),
});
export type CpuProfile = z.infer<typeof CpuProfile>;

const MOST = 15;

/** Sums up where a process spent its own time, from a moment on: its start is another matter. Idle time is left out. */
export function selfTimes(profile: CpuProfile, afterMs: number): Pick<Profile, 'functions' | 'files'> {
  const frames = new Map(profile.nodes.map(({ id, callFrame }) => [id, callFrame]));
  const places = new Map<number, Place>();
  const times = new Map<string, { place: Place; us: number }>();
  let at = 0;
  let busy = 0;
  for (const [index, id] of profile.samples.entries()) {
    const us = profile.timeDeltas[index] ?? 0;
    at += us;
    const frame = frames.get(id);
    if (!frame || at < afterMs * 1000 || frame.functionName === '(idle)') continue;
    const place = places.get(id) ?? placeOf(frame);
    places.set(id, place);
    const key = `${place.function} ${place.file}`;
    times.set(key, { place, us: us + (times.get(key)?.us ?? 0) });
    busy += us;
  }
  const functions = [...times.values()].map(({ place, us }) => ({ ...place, share: us / busy }));
  const files = sumByArea(functions);
  return { functions: functions.toSorted(byShare).slice(0, MOST), files: files.toSorted(byShare).slice(0, MOST) };
}

interface Place {
  function: string;
  /** From the checkout on, or from a package's name on; empty for what is V8's own. */
  file: string;
}

type Frame = CpuProfile['nodes'][number]['callFrame'];

const maps = new Map<string, SourceMap | null>();

/** Where a function stands in its source, if its file was made of several. */
function placeOf({ functionName, url, lineNumber, columnNumber }: Frame): Place {
  const name = functionName || '(anonymous)';
  if (!url.startsWith('file:')) return { function: name, file: url };
  const file = fileURLToPath(url);
  if (!maps.has(file)) maps.set(file, mapOf(file));
  const entry = maps.get(file)?.findEntry(lineNumber, columnNumber);
  const source = entry && 'originalSource' in entry ? `${entry.originalSource}:${entry.originalLine + 1}` : file;
  return { function: name, file: shortened(source) };
}

function mapOf(file: string): SourceMap | null {
  const map = `${file}.map`;
  return existsSync(map) ? new SourceMap(JSON.parse(readFileSync(map, 'utf8'))) : null;
}

/** A path that says nothing of the machine it was on: from a package's name on, or from the checkout on. */
function shortened(path: string): string {
  const [, inPackage] = /.*node_modules\/(.+)$/.exec(path) ?? [];
  return inPackage ?? (isAbsolute(path) ? basename(path) : path.replace(/^(?:\.\.\/)+/, ''));
}

function sumByArea(functions: { file: string; share: number }[]): { file: string; share: number }[] {
  const sums = new Map<string, number>();
  for (const { file, share } of functions) sums.set(areaOf(file), share + (sums.get(areaOf(file)) ?? 0));
  return [...sums].map(([file, share]) => ({ file, share }));
}

/** `proxy/upstream`, `undici`, `node:http`, or V8 itself: collecting garbage, and what it does not tell of. */
function areaOf(file: string): string {
  if (file === '') return 'V8 and system calls';
  const path = file.replace(/:\d+$/, '');
  if (path.startsWith('node:')) return path.split('/').slice(0, 2).join('/');
  const parts = path.split('/');
  return parts.slice(0, path.startsWith('@') || parts[0] === 'proxy' ? 2 : 1).join('/');
}

function byShare(a: { share: number }, b: { share: number }): number {
  return b.share - a.share;
}
