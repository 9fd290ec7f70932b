import type { VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';
import type { To } from '../links.ts';
import { onceFor } from '../once-for.ts';

/** Stands where the way to the root goes. `words/visible.ts` spells it out wherever a publisher has written it. */
const ROOT = '\ufffe';

/**
 * What many pages show alike is rendered once for each `key`, which it is made of: rendering takes longer than all else. Each page puts in
 * its own way to the root. What comes back is HTML, escaped already.
 */
export function madeOnce<Key extends object>(render: (key: Key, to: To) => VNode): (key: Key, to: To) => string {
  const htmlOf = onceFor((key: Key) => renderToString(render(key, (path) => ROOT + path)));
  return (key, to) => htmlOf(key).replaceAll(ROOT, to(''));
}
