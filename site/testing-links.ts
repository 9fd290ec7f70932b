/** For tests: the links of one page of a site that lead nowhere, to a file or to an anchor. */
export type DeadLinks = (path: string) => string[];

/**
 * How links are followed in a site whose root lies at `base`. `beside` are files that the build writes and `files` does not hold.
 * `404.html` is read as at any depth, as hosts show it.
 */
export function linksIn(files: ReadonlyMap<string, string>, base: string, beside: Iterable<string>): DeadLinks {
  const others = new Set(beside);
  return (path) => {
    const html = files.get(path) ?? '';
    const here = new URL(path === '404.html' ? `${base}any/depth/at/all` : base + path, 'http://host.example');
    return linksOf(html).filter((link) => {
      if (link.startsWith('#')) return !hasAnchor(html, link.slice(1));
      const target = new URL(link, here);
      if (target.host !== here.host) return !/^(https?|cursor|vscode|vscode-insiders):/.test(target.protocol);
      if (!target.pathname.startsWith(base)) return true;
      const below = target.pathname.slice(base.length);
      const file = below === '' || below.endsWith('/') ? `${below}index.html` : below;
      if (!files.has(file)) return !others.has(file);
      return target.hash !== '' && !hasAnchor(files.get(file) ?? '', target.hash.slice(1));
    });
  };
}

function linksOf(html: string): string[] {
  return [...html.matchAll(/<(?:a|link|script|form)[^>]* (?:href|src|action)="([^"]*)"/g)].map(([, link = '']) =>
    link.replaceAll('&amp;', '&'),
  );
}

function hasAnchor(html: string, id: string): boolean {
  return html.includes(`id="${id}"`);
}
