import { visible } from '../../words/visible.ts';

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Text for an element or an attribute, with nothing in it that is hidden or that XML 1.0 cannot hold. */
export function xmlText(text: string): string {
  return escaped(visible(text));
}

/** Text for an element whose readers take it for HTML. */
export function htmlInXml(text: string): string {
  return escaped(xmlText(text));
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
