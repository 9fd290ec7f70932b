import { STATUS_CODES } from 'node:http';
import { isObject } from '../../../catalog/json/json.ts';
import { type HttpAnswer, headerOf } from '../http.ts';
import type { Result } from '../peer.ts';
import { readBytes } from './origin.ts';

export interface ResultSettings {
  maxBytes: number;
  /** Where the answer is from, without its query: a secret may stand there. */
  uri: string;
  /** The tool has promised an object. */
  promised: boolean;
}

/** So much of what a service says when it refuses is passed on. */
const MAX_REFUSAL = 64 * 1024;

/**
 * What a REST service answered, as the result of a tool: an object also as `structuredContent`, digit for digit as it
 * came; images and sound as what they are. A status of 400 or more is the tool's own error, never the protocol's.
 * Throws `UpstreamFault` when the answer breaks off.
 */
export async function resultOf(answer: HttpAnswer, { maxBytes, uri, promised }: ResultSettings): Promise<Result> {
  const { status } = answer;
  const type = headerOf(answer, 'content-type').toLowerCase();
  const isRefusal = status >= 300;
  const { bytes, isWhole } = await readBytes(answer, isRefusal ? Math.min(MAX_REFUSAL, maxBytes) : maxBytes);
  const line = `${status} ${STATUS_CODES[status] ?? ''}`.trim();
  const text = isText(type, bytes) ? decoded(bytes, type) : null;
  if (isRefusal) {
    const location = status < 400 ? headerOf(answer, 'location') : '';
    const where = location === '' ? '' : `: it leads to ${location.split('?')[0]?.slice(0, 500)}, and is not followed`;
    return plain([textOf(`HTTP ${line}${where}`), ...(text ? [textOf(text)] : [])], true);
  }
  if (!isWhole)
    return plain([textOf(`HTTP ${line}, and an answer of more than ${maxBytes} bytes: too long to pass on`)], true);
  if (text !== null && isJson(type)) {
    const value = parsed(text);
    if (isObject(value)) return structured(value, text.trim());
    if (value !== undefined) return plain([textOf(text.trim())], promised);
  }
  return plain([content(bytes, text, { type, line, uri })], promised);
}

/** A result that says no more than this. */
export function plain(content: object[], isError = false): Result {
  const value = { content, ...(isError ? { isError: true } : {}) };
  return { value, text: JSON.stringify(value) };
}

export function textOf(text: string): { type: 'text'; text: string } {
  return { type: 'text', text };
}

function structured(structuredContent: Record<string, unknown>, text: string): Result {
  const content = [textOf(text)];
  return {
    value: { content, structuredContent },
    text: `{"content":${JSON.stringify(content)},"structuredContent":${text}}`,
  };
}

function content(bytes: Buffer, text: string | null, { type, line, uri }: { type: string; line: string; uri: string }) {
  if (bytes.length === 0) return textOf(line);
  if (text !== null) return textOf(text);
  const mimeType = type.split(';')[0]?.trim() || 'application/octet-stream';
  const data = bytes.toString('base64');
  if (mimeType.startsWith('image/')) return { type: 'image', data, mimeType };
  if (mimeType.startsWith('audio/')) return { type: 'audio', data, mimeType };
  return { type: 'resource', resource: { uri, mimeType, blob: data } };
}

function isJson(type: string): boolean {
  return /^application\/(?:[\w.-]+\+)?json\b|^text\/json\b/.test(type);
}

/** Text by its type; without a type, by its bytes. */
function isText(type: string, bytes: Buffer): boolean {
  if (type === '') return !bytes.includes(0);
  if (type.startsWith('image/svg+xml')) return false;
  return (
    isJson(type) ||
    /^text\/|^application\/(?:[\w.-]+\+)?(?:xml|yaml)\b|^application\/(?:javascript|x-ndjson|x-yaml|x-www-form-urlencoded|graphql)\b/.test(
      type,
    )
  );
}

function decoded(bytes: Buffer, type: string): string {
  const charset = /charset="?([\w-]+)/.exec(type)?.[1] ?? 'utf-8';
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    return new TextDecoder().decode(bytes);
  }
}

/** Undefined for text that is no JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
