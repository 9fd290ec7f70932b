/** The names in `{braces}` of a URL or a value. */
export function templateNames(template: string): string[] {
  return [...template.matchAll(/\{([^{}]*)\}/g)].map(([, name = '']) => name);
}

/** A URL template with something plausible in each place; null where no URL can come of it. */
export function filledUrl(template: string): URL | null {
  const filled = template.replace(/:\{[^{}]*\}/g, ':8080').replace(/\{[^{}]*\}/g, 'x');
  return URL.canParse(filled) ? new URL(filled) : null;
}
