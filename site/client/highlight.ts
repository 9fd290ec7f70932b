/** Colours the keys of JSON, where the browser can without elements of their own: a page would be a third larger with them. */
export function highlightKeys(root: ParentNode): void {
  if (!('highlights' in CSS)) return;
  const keys = CSS.highlights.get('key') ?? new Highlight();
  for (const code of root.querySelectorAll('figure.code code')) {
    if (!code.textContent?.startsWith('{')) continue;
    for (const node of code.childNodes) {
      if (!(node instanceof Text)) continue;
      for (const { index, 0: key } of node.data.matchAll(/"(?:[^"\\]|\\.)*"(?=:)/g)) {
        keys.add(
          new StaticRange({
            startContainer: node,
            startOffset: index,
            endContainer: node,
            endOffset: index + key.length,
          }),
        );
      }
    }
  }
  CSS.highlights.set('key', keys);
}
