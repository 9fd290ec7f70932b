import { RE2JS } from 're2js';

/**
 * Patterns of schemas that came from an upstream, matched in linear time: none of them can hold up the proxy. A pattern
 * that this engine does not know (look-around, back-references) admits everything; its server will judge.
 * In the shape that ajv takes for `code.regExp`.
 */
export const linearRegExp = Object.assign(
  (pattern: string) => {
    const compiled = compile(pattern);
    // ajv tells its patterns apart by their text.
    return { test: (text: string) => compiled?.matcher(text).find() ?? true, toString: () => pattern };
  },
  { code: 'linearRegExp' },
);

function compile(pattern: string): RE2JS | null {
  try {
    return RE2JS.compile(RE2JS.translateRegExp(pattern));
  } catch {
    return null;
  }
}
