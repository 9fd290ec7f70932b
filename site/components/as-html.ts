/** Puts HTML that is ready and escaped into an element of its own. */
export function asHtml(html: string): { dangerouslySetInnerHTML: { __html: string } } {
  return { dangerouslySetInnerHTML: { __html: html } };
}
