import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CHAPTERS } from '../../site/guide/chapters.ts';
import { ROOT } from '../command.ts';

/** The texts that the guide is made of, by their path in the repository. A fork may have done without some. */
export async function readGuide(): Promise<Map<string, string>> {
  const files = [...new Set(CHAPTERS.map(({ file }) => file))];
  const read = await Promise.all(files.map(async (file) => [file, await textOf(file)] as const));
  return new Map(read.flatMap(([file, text]): [string, string][] => (text === null ? [] : [[file, text]])));
}

async function textOf(file: string): Promise<string | null> {
  return readFile(join(ROOT, file), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
}
