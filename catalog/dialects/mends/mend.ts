import { parseJsonSource } from '../../json/json-source.ts';
import type { CatalogFile } from '../../sources.ts';
import type { Note, NoteCode } from '../dialect.ts';

/** A server while it is mended: what it says by now, what is kept of what it no longer says, and what was done. */
export interface Draft {
  server: Record<string, unknown>;
  kept: Record<string, unknown>;
  notes: Note[];
}

/** One thing that older or careless servers say wrongly, and how it is put right. It changes the draft. */
export interface Mend {
  name: string;
  why: string;
  run(draft: Draft): void;
}

/** A server as a file that rules can judge: it was JSON, so its syntax needs no look. They remember it: it must not change after. */
export function asFile(server: Record<string, unknown>): CatalogFile {
  const text = JSON.stringify(server);
  const places = () => parseJsonSource('server.json', text);
  return {
    ...{ file: 'server.json', kind: 'server', text, value: server, problems: [] },
    at: (pointer, what) => places().at(pointer, what),
  };
}

/** Says in the draft's notes what was done. */
export function noted({ notes }: Draft, code: NoteCode, pointer: string, message: string): void {
  notes.push({ pointer, code, message });
}

/** Adds to what is kept under a name. */
export function keep({ kept }: Draft, field: string, value: unknown): void {
  const before = kept[field];
  kept[field] = Array.isArray(before) ? [...before, value] : [value];
}
