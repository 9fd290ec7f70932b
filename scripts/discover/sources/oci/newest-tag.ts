import { rcompare, valid } from 'semver';

/** A tag of an image, and which image it is now. */
export interface Tag {
  name: string;
  digest?: string | undefined;
}

/** The tag that stands for a repository: its newest version; else `latest`; else the one pushed last, which comes first. */
export function newestTag(tags: readonly Tag[]): Tag | null {
  // `1.2.3-alpine` reads as a version before 1.2.3: variants come after what they are variants of.
  const versions = tags.filter(({ name }) => valid(name) !== null);
  const [newest] = versions.toSorted((a, b) => rank(a) - rank(b) || rcompare(a.name, b.name));
  return newest ?? tags.find(({ name }) => name === 'latest') ?? tags[0] ?? null;
}

function rank({ name }: Tag): number {
  return name.includes('-') ? 1 : 0;
}

/** Whether a tag names one version, as far as its letters say. */
export function isPinned(tag: string): boolean {
  return /\d+\.\d+/.test(tag) || tag.startsWith('sha256:');
}
