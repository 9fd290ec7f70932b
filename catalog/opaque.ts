/**
 * Whether a word is one that nobody would read out: a key, a hash, an identifier made by chance. Words that people write are
 * letters, or few signs, between hyphens, dots and underscores.
 */
export function isOpaque(word: string): boolean {
  return UUID.test(word) || word.split(/[-_.~%+=:@]+/).some(isByChance);
}

function isByChance(part: string): boolean {
  if (part.length < 12) return false;
  const isMixed = /\d/.test(part) && /[A-Za-z]/.test(part);
  const isAnyCase = /[a-z]/.test(part) && /[A-Z]/.test(part.slice(1)) && part.length >= 20;
  return isMixed || isAnyCase || part.length > 24 || (part.length >= 16 && /^\d+$/.test(part));
}

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/i;
