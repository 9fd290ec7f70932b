import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CHAPTERS } from '../../site/guide/chapters.ts';
import { ROOT } from '../command.ts';

/** The texts that the guide is made of, by their path in the repository. */
export async function readGuide(): Promise<Map<string, string>> {
  const files = [...new Set(CHAPTERS.map(({ file }) => file))];
  return new Map(
    await Promise.all(
      files.map(async (file): Promise<[string, string]> => [file, await readFile(join(ROOT, file), 'utf8')]),
    ),
  );
}
