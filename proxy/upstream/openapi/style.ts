/** How a value is written into a path, a query, a header or a cookie (OpenAPI 3.1, "Style Values"). */
export interface Style {
  style: string;
  explode: boolean;
  /** Write `:/?@!$'()*,;` as they are. */
  allowReserved?: boolean;
  /** The value is written as JSON. */
  json?: boolean;
}

/** An argument that cannot be sent; the message is for whoever called the tool. */
export class BadArgument extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'BadArgument';
  }
}

type Encode = (text: string) => string;

/** The `name=value` pairs of a query or of a form, encoded. None for a value that is not there. */
export function queryPairs(name: string, value: unknown, { style, explode, allowReserved, json }: Style): string[] {
  if (value === null || value === undefined) return [];
  const encode = allowReserved ? encodeReserved : encodeText;
  const key = encodeText(name);
  if (json) return [`${key}=${encode(JSON.stringify(value))}`];
  if (Array.isArray(value)) {
    if (value.length === 0) return [];
    const items = value.map((item) => encode(plain(item)));
    return explode ? items.map((item) => `${key}=${item}`) : [`${key}=${items.join(separatorOf(style))}`];
  }
  if (typeof value === 'object') {
    if (style === 'deepObject') return deepPairs(key, value, encode);
    const members = membersOf(value, encode);
    if (members.length === 0) return [];
    return explode
      ? members.map(([member, text]) => `${member}=${text}`)
      : [`${key}=${members.flat().join(separatorOf(style))}`];
  }
  return [`${key}=${encode(plain(value))}`];
}

/** A value inside a path. Throws `BadArgument` for one that would lead to another path. */
export function pathText(name: string, value: unknown, { style, explode, json }: Style): string {
  if (value === null || value === undefined) throw new BadArgument(`${name} is needed: it is part of the address`);
  const encode: Encode = (text) => {
    // Servers and proxies undo the encoding before they resolve dots, so that encoding alone would not hold them.
    if (text === '' || text.split(/[/\\]/).some((segment) => segment === '.' || segment === '..'))
      throw new BadArgument(`${name} must be neither empty nor have . or .. as a segment: it is part of an address`);
    return encodeText(text);
  };
  const separator = style === 'label' && explode ? '.' : ',';
  const key = encodeText(name);
  const prefix = style === 'label' ? '.' : style === 'matrix' ? `;${key}=` : '';
  if (json) return prefix + encode(JSON.stringify(value));
  if (Array.isArray(value)) {
    const items = value.map((item) => encode(plain(item)));
    if (items.length === 0) throw new BadArgument(`${name} must not be empty: it is part of an address`);
    return style === 'matrix' && explode ? items.map((item) => prefix + item).join('') : prefix + items.join(separator);
  }
  if (typeof value === 'object') {
    const members = membersOf(value, encode);
    if (members.length === 0) throw new BadArgument(`${name} must not be empty: it is part of an address`);
    if (!explode) return prefix + members.flat().join(',');
    const pairs = members.map((member) => member.join('='));
    return style === 'matrix' ? pairs.map((pair) => `;${pair}`).join('') : prefix + pairs.join(separator);
  }
  return prefix + encode(plain(value));
}

/** A value of a header or a cookie: not encoded, as headers are not. Null for a value that is not there. */
export function headerText(value: unknown, { explode, json }: Style): string | null {
  if (value === null || value === undefined) return null;
  if (json) return JSON.stringify(value);
  if (Array.isArray(value)) return value.map(plain).join(',');
  if (typeof value !== 'object') return plain(value);
  const members = membersOf(value, (text) => text);
  return members.map((member) => member.join(explode ? '=' : ',')).join(',');
}

/** Percent-encoded text. Throws `BadArgument` for text that is not well formed. */
export function encodeText(text: string): string {
  try {
    return encodeURIComponent(text);
  } catch {
    throw new BadArgument('a text has half a character in it (a lone surrogate)');
  }
}

function encodeReserved(text: string): string {
  return encodeText(text).replace(/%(?:3A|2F|3F|40|21|24|27|28|29|2A|2C|3B)/g, decodeURIComponent);
}

function separatorOf(style: string): string {
  return style === 'spaceDelimited' ? '%20' : style === 'pipeDelimited' ? '%7C' : ',';
}

/** `filter[city][name]=Ulm`, as deep as it goes. */
function deepPairs(key: string, value: object, encode: Encode): string[] {
  return Object.entries(value).flatMap(([name, member]) => {
    const inner = `${key}%5B${encodeText(name)}%5D`;
    if (member === null || member === undefined) return [];
    if (Array.isArray(member)) return member.map((item) => `${inner}=${encode(plain(item))}`);
    return typeof member === 'object' ? deepPairs(inner, member, encode) : [`${inner}=${encode(plain(member))}`];
  });
}

function membersOf(value: object, encode: Encode): [string, string][] {
  return Object.entries(value).map(([name, member]) => [encode(name), encode(plain(member))]);
}

/** Text as it is; whatever has no plain text of its own as JSON. */
function plain(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}
