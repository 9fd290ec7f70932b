import { randomUUID } from 'node:crypto';
import { isObject } from '../../../catalog/json/json.ts';
import { isHeaderText } from './header.ts';
import type { Body } from './input.ts';
import type { Method, Operation } from './operation.ts';
import { BadArgument, encodeText, headerText, pathText, queryPairs, type Style } from './style.ts';

/** A request to a REST service. The path is complete, with its query; header names are in lower case. */
export interface RestRequest {
  method: Method;
  path: string;
  headers: Record<string, string>;
  body?: string;
}

type Arguments = Record<string, unknown>;

const ACCEPT = 'application/json, text/*;q=0.9, */*;q=0.8';
const FORM: Style = { style: 'form', explode: true };

/**
 * The request that a call of an operation stands for, below the service's address. Throws `BadArgument` for what cannot
 * be sent.
 */
export function requestOf(operation: Operation, args: Arguments, base: URL): RestRequest {
  const { method, parameters, credentials } = operation;
  const at = (place: string) => parameters.filter((parameter) => parameter.place === place);
  const given = (argument: string) => (Object.hasOwn(args, argument) ? args[argument] : undefined);

  // Split at its parameters: what is between them, and their names, in turn.
  const path = operation.path.split(/\{([^{}/]+)\}/).map((piece, index) => {
    const parameter = index % 2 === 0 ? undefined : at('path').find(({ name }) => name === piece);
    return parameter ? pathText(parameter.argument, given(parameter.argument), parameter) : literal(piece);
  });
  const query = [
    base.search.slice(1),
    ...at('query').flatMap((parameter) => queryPairs(parameter.name, given(parameter.argument), parameter)),
    ...credentials.query.map(([name, value]) => `${encodeText(name)}=${encodeText(value)}`),
  ].filter((part) => part !== '');
  const headers = at('header').flatMap((parameter): [string, string][] => {
    const text = headerText(given(parameter.argument), parameter);
    if (text === null) return [];
    if (!isHeaderText(text))
      throw new BadArgument(`${parameter.argument} is sent as a header: one line of ASCII alone`);
    return [[parameter.name.toLowerCase(), text]];
  });
  const cookies = at('cookie').flatMap((parameter): [string, string][] => {
    const text = headerText(given(parameter.argument), parameter);
    return text === null ? [] : [[parameter.name, encodeText(text)]];
  });
  const jar = [...cookies, ...credentials.cookies].map((pair) => pair.join('=')).join('; ');
  const written = operation.body ? writeBody(operation.body, given) : null;
  return {
    method,
    path: `${base.pathname.replace(/\/+$/, '')}${path.join('')}${query.length > 0 ? `?${query.join('&')}` : ''}`,
    headers: {
      accept: ACCEPT,
      ...Object.fromEntries(headers),
      ...(written ? { 'content-type': written.type } : {}),
      ...(jar === '' ? {} : { cookie: jar }),
      ...credentials.headers,
    },
    ...(written ? { body: written.text } : {}),
  };
}

/** What stands in a path as it is, encoded where it is not yet. */
function literal(path: string): string {
  return encodeURI(path).replaceAll('%25', '%');
}

function writeBody(body: Body, argumentOf: (argument: string) => unknown): { type: string; text: string } | null {
  const { kind, mediaType, argument, members, required } = body;
  const given = members.flatMap((member): [string, unknown][] => {
    const value = argumentOf(member.argument);
    return value === undefined ? [] : [[member.name, value]];
  });
  const value = argument === null ? Object.fromEntries(given) : argumentOf(argument);
  if (value === undefined || (argument === null && given.length === 0 && !required)) return null;
  if (kind === 'json') return { type: mediaType, text: JSON.stringify(value) };
  if (kind === 'text') return { type: mediaType, text: typeof value === 'string' ? value : JSON.stringify(value) };
  if (!isObject(value)) throw new BadArgument(`${argument ?? 'body'} is sent as a form: it has to be an object`);
  return kind === 'form' ? { type: mediaType, text: formText(value, body) } : multipart(value, body);
}

function formText(value: Arguments, { styles }: Body): string {
  return Object.entries(value)
    .flatMap(([name, member]) => queryPairs(name, member, styles.get(name) ?? { ...FORM, json: isObject(member) }))
    .join('&');
}

/** RFC 7578, with names written as browsers write them. A file has its text, and its field's name as its own. */
function multipart(value: Arguments, { files }: Body): { type: string; text: string } {
  const boundary = `form-${randomUUID()}`;
  const parts = Object.entries(value).flatMap(([name, member]) => {
    const quoted = `"${name.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A')}"`;
    const isFile = files.has(name);
    const filename = isFile ? `; filename=${quoted}\r\nContent-Type: application/octet-stream` : '';
    const items = Array.isArray(member) ? member : member === null || member === undefined ? [] : [member];
    return items.map((item) => {
      const text = typeof item === 'string' ? item : JSON.stringify(item);
      const json = isObject(item) ? '\r\nContent-Type: application/json' : '';
      return `--${boundary}\r\nContent-Disposition: form-data; name=${quoted}${filename}${json}\r\n\r\n${text}\r\n`;
    });
  });
  return { type: `multipart/form-data; boundary=${boundary}`, text: `${parts.join('')}--${boundary}--\r\n` };
}
