import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { ValueSource } from '../config-values.ts';

/** Values with their sources read, and the names of those that nobody has set. */
export interface ResolvedValues {
  values: Record<string, string>;
  missing: string[];
}

/** Reads values from where the configuration says they are. A secret that is not there is missing, not empty. */
export function resolveValues(
  sources: Record<string, ValueSource>,
  { folder, env = process.env }: { folder: string; env?: NodeJS.ProcessEnv },
): ResolvedValues {
  const values: Record<string, string> = {};
  const missing: string[] = [];
  for (const [name, source] of Object.entries(sources)) {
    const value = resolveValue(source, folder, env);
    if (value === undefined) missing.push(name);
    else values[name] = value;
  }
  return { values, missing };
}

function resolveValue(source: ValueSource, folder: string, env: NodeJS.ProcessEnv): string | undefined {
  if (typeof source === 'string') return source;
  if ('env' in source) return env[source.env];
  if ('path' in source) return resolve(folder, source.path);
  try {
    return readFileSync(resolve(folder, source.file), 'utf8').replace(/\r?\n$/, '');
  } catch {
    return undefined;
  }
}
