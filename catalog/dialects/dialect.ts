import type { Lifecycle } from '../listing.ts';

/** What each code of a note means: what was dropped, mended or guessed to make a valid entry of what was read. */
export const NOTE_CODES = {
  'field-renamed': 'A field had the name it had in an older dialect.',
  'field-dropped': 'A field has no place in today’s format, or its value cannot be used.',
  'schema-replaced': '`$schema` named another edition of the format.',
  'text-cut': 'A description or title was longer than 100 characters. The whole of it is in the publisher’s data.',
  'repository-mended': 'The address of the repository was put into its usual form, or its host was guessed from it.',
  'repository-dropped': 'The repository had no address.',
  'image-named': 'A container image was named in full, by its host and tag.',
  'argument-mended': 'A named argument held its value in its name, or its name in its value.',
  'transport-guessed': 'Nothing said how to speak to a remote, so its path decided.',
  'value-dropped': 'A value looked like a secret. It is kept nowhere.',
  'part-dropped': 'A package, remote, icon or link cannot be used. It is in the publisher’s data, if there was room.',
  'not-kept': 'The publisher’s data holds at most 4096 bytes, so this was not kept there.',
} as const;
export type NoteCode = keyof typeof NOTE_CODES;

/** Something that was dropped, mended or guessed. `pointer` leads into what was read. */
export interface Note {
  pointer: string;
  code: NoteCode;
  message: string;
}

/** What the registry that a version comes from said of it. Times are RFC 3339, UTC. */
export interface RegistryRecord {
  status?: Lifecycle;
  statusMessage?: string;
  statusChangedAt?: string;
  publishedAt?: string;
  updatedAt?: string;
  isLatest?: boolean;
}

/** A version in today's field names: what its publisher said, and what its registry said beside it. */
export interface Version {
  server: Record<string, unknown>;
  registry: RegistryRecord;
  notes: Note[];
}

/** A shape in which registries have written down a version of a server. */
export interface Dialect {
  /** Its first letter in the order of their ages, and the edition that brought it. */
  name: string;
  why: string;
  recognizes(value: Record<string, unknown>): boolean;
  read(value: Record<string, unknown>): Version;
  /** Where the publisher's fields stand in what was read. */
  root: string;
  example: Record<string, unknown>;
}
