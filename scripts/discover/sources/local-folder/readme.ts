/** The name that a README says its server has, `mcp-name: com.acme/weather`, as the official registry asks for it. */
export function nameInReadme(text: string): string | undefined {
  return /(?:^|[^\w-])mcp-name:\s{0,5}([a-zA-Z0-9][a-zA-Z0-9.-]{0,100}\/[a-zA-Z0-9][a-zA-Z0-9._-]{0,100})/
    .exec(text)?.[1]
    ?.replace(/[._-]+$/, '');
}

/**
 * The first paragraph of a README that is one: no heading, picture, list, table, code or HTML. Of a long one its first
 * sentence. Undefined where that is not plain either.
 */
export function firstParagraph(text: string): string | undefined {
  const plain = text.replace(/<!--[\s\S]*?(-->|$)/g, '').replace(/```[\s\S]*?(```|$)/g, '\n\n');
  const paragraphs = plain.split(/\r?\n\s*\r?\n/).map((block) =>
    block
      .trim()
      .replace(/^#{1,6} .*(\r?\n|$)/, '')
      .trim(),
  );
  const first = paragraphs.find(
    (block) => /^[\p{L}*_`]/u.test(block) && !/^\S*\[|^[*_] |^.*\n(=|-){3,}|\|/.test(block) && !/mcp-name:/.test(block),
  );
  const said = first
    ?.replace(/!\[[^\]]*\]\([^)]*\)/g, '')
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/[*`]|(?<=\W|^)_|_(?=\W|$)/g, '')
    .replace(/\s+/g, ' ')
    .trim();
  if (said === undefined || said.length < 10 || /[<>]/.test(said)) return undefined;
  return said.length <= 100 ? said : /^.{10,300}?[.!?](?= |$)/.exec(said)?.[0];
}
