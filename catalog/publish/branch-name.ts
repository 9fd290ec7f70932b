/** The branch on which a version is published, where it waits for a review: another one for every other version. */
export function branchFor(name: string, version: string): string {
  return ['publish', ...name.split('/'), version].map(asPart).join('/');
}

/**
 * Text as a part of a branch's name (https://git-scm.com/docs/git-check-ref-format): what git has other uses for is written
 * as `=` and its hexadecimal bytes.
 */
function asPart(text: string): string {
  const escaped = (found: string) =>
    [...Buffer.from(found)].map((byte) => `=${byte.toString(16).padStart(2, '0')}`).join('');
  return text.replace(/[^\w.+-]|^[.-]|\.(?=\.)|\.$|\.(?=lock$)/gu, escaped) || '=';
}
