import { RESERVED_ALIASES } from '../../../catalog/urls.ts';

const LONGEST = 31;

/** The alias that a folder's, a container's or a document's name makes: lower-case letters, digits and single hyphens. */
export function slugOf(text: string): string {
  const words = text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
  const slug = words.join('-').slice(0, LONGEST).replace(/-$/, '');
  if (slug === '') return 'unnamed';
  return RESERVED_ALIASES.includes(slug) ? `${slug}-server` : slug;
}

/** A name as somebody gave it: `namespace/name` as it is, else the slug it makes. */
export function nameOrSlug(text: string): string {
  return /^[a-zA-Z0-9.-]+\/[a-zA-Z0-9._-]+$/.test(text) ? text : slugOf(text);
}
