/** How much of a pattern and of a text a backtracking matcher is trusted with. */
const MAX_PATTERN = 500;
const MAX_TEXT = 300;
const MAX_FORKS = 3;

/**
 * Whether a text matches a schema's pattern. Patterns come from strangers, and a browser matches by backtracking: one that
 * could take long admits everything here, and the proxy, which matches in linear time, judges it.
 */
export function matches(pattern: string, text: string): boolean {
  if (text.length > MAX_TEXT || !isQuick(pattern)) return true;
  try {
    return new RegExp(pattern, 'u').test(text);
  } catch {
    return true;
  }
}

/** At most three places where the matcher may turn, and none inside another: the work is at most the text's length cubed. */
function isQuick(pattern: string): boolean {
  if (pattern.length > MAX_PATTERN) return false;
  const bare = pattern.replace(/\\[^1-9k]/g, 'x').replace(/\[[^\]]*\]/g, 'x');
  if (/\\|\(\?(?!:)|\)\s*[*+?{]/.test(bare)) return false;
  const forks = bare.replaceAll('(?:', '(').match(/[*+?{|]/g)?.length ?? 0;
  return forks <= MAX_FORKS;
}
