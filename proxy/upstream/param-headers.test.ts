import { describe, expect, it } from 'vitest';
import { headerValue, ParamHeaders, paramMismatch } from './param-headers.ts';

const marked = (type: string, name: unknown = 'P') => ({
  type: 'object',
  properties: { p: { type, 'x-mcp-header': name } },
});

describe('what a call must carry', () => {
  const headersOf = (inputSchema: object, args: unknown) => {
    const known = new ParamHeaders();
    known.learn({ tools: [{ name: 't', inputSchema }] });
    return known.of({ jsonrpc: '2.0', method: 'tools/call', params: { name: 't', arguments: args } });
  };

  it.each([
    ['a string', 'string', 'eu', 'eu'],
    ['an integer', 'integer', -7, '-7'],
    ['a truth', 'boolean', false, 'false'],
    ['an empty string', 'string', '', '=?base64??='],
    ['other letters', 'string', 'ü', '=?base64?w7w=?='],
    ['space around', 'string', ' a', '=?base64?IGE=?='],
    ['a line break', 'string', 'a\r\nX: y', '=?base64?YQ0KWDogeQ==?='],
    ['what looks sealed', 'string', '=?base64?QQ==?=', '=?base64?PT9iYXNlNjQ/UVE9PT89?='],
  ])('is %s', (_what, type, value, header) => {
    expect(headersOf(marked(type), { p: value })).toEqual({ 'Mcp-Param-P': header });
  });

  it.each([
    ['is null', marked('string'), { p: null }],
    ['is not there', marked('string'), {}],
    ['is no primitive', marked('string'), { p: ['a'] }],
    ['has no exact text', marked('integer'), { p: 2 ** 60 }],
    ['has a mark that is no header name', marked('string', 'a b'), { p: 'x' }],
    ['has a mark that is no text', marked('string', 7), { p: 'x' }],
    ['is marked on an object', marked('object'), { p: {} }],
    ['belongs to the prototype', { properties: { toString: { type: 'string', 'x-mcp-header': 'P' } } }, {}],
  ])('is nothing where the argument %s', (_why, schema, args) => {
    expect(headersOf(schema, args)).toEqual({});
  });

  it('stands as deep as the schema says', () => {
    const schema = {
      properties: { a: { type: 'object', properties: { b: { type: 'string', 'x-mcp-header': 'B' } } } },
    };
    expect(headersOf(schema, { a: { b: 'x' } })).toEqual({ 'Mcp-Param-B': 'x' });
  });

  it('is nothing for other requests, and for tools that nobody listed', () => {
    const known = new ParamHeaders();
    known.learn({ tools: [{ name: 't', inputSchema: marked('string') }, null, { inputSchema: {} }] });
    known.learn({ tools: 'none' });
    expect(known.of({ jsonrpc: '2.0', method: 'prompts/get', params: { name: 't', arguments: { p: 'x' } } })).toEqual(
      {},
    );
    expect(known.of({ jsonrpc: '2.0', method: 'tools/call', params: { name: 'u', arguments: { p: 'x' } } })).toEqual(
      {},
    );
  });
});

describe('what a server must refuse', () => {
  const isRefused = (type: string, value: unknown, sent: string | undefined) =>
    paramMismatch(marked(type), { p: value }, sent === undefined ? {} : { 'mcp-param-p': sent }) !== null;

  it.each([
    ['nothing', 'string', 'a', undefined],
    ['another value', 'string', 'a', 'b'],
    ['another case', 'string', 'a', 'A'],
    ['Base64 without its padding', 'string', 'Hello', '=?base64?SGVsbG8?='],
    ['what is no Base64', 'string', 'Hello', '=?base64?SGVs!!!bG8=?='],
    ['what is no UTF-8', 'string', '\ufffd', '=?base64?/w==?='],
    ['a number in words', 'integer', 1, 'one'],
  ])('is %s', (_what, type, value, sent) => {
    expect(isRefused(type, value, sent)).toBe(true);
  });

  it.each([
    ['the value', 'string', 'a', 'a'],
    ['the value sealed', 'string', 'Hello', '=?base64?SGVsbG8=?='],
    ['Base64 that is meant so', 'string', 'SGVsbG8=', 'SGVsbG8='],
    ['an equal number', 'integer', 42, '42.0'],
    ['a header for an argument that is not there', 'string', undefined, 'x'],
    ['a header for null', 'string', null, 'x'],
  ])('is not %s', (_what, type, value, sent) => {
    expect(isRefused(type, value, sent)).toBe(false);
  });
});

it('leaves a header’s value as it is when it may be, and seals it when not', () => {
  expect(['a b', 'a\tb', 'x'].map(headerValue)).toEqual(['a b', 'a\tb', 'x']);
  expect(headerValue('a ')).toBe('=?base64?YSA=?=');
});
