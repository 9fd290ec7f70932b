import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { ConnectOptions } from '../connect.ts';
import { connectUpstream } from '../connect.ts';
import { UpstreamFault } from '../fault.ts';
import type { Message } from '../message.ts';
import { WarmUpstream } from '../warm.ts';
import type { OpenApiSettings } from './openapi-service.ts';

/** What a service was asked: the request, and its body. */
interface Asked {
  method: string;
  url: string;
  headers: IncomingMessage['headers'];
  body: string;
}

type Answer = (response: ServerResponse, asked: Asked) => void;

/** A REST service on a free port: its document, and an answer for every other address. */
async function restService(document: unknown, answer: Answer = json({}), { port = 0, base = '' } = {}) {
  const asked: Asked[] = [];
  const said = { document };
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { method = '', url = '', headers } = request;
    const one = { method, url, headers, body: Buffer.concat(chunks).toString('utf8') };
    asked.push(one);
    if (url.startsWith(`${base}/openapi.json`)) {
      if (typeof said.document === 'function') said.document(response, one);
      else if (typeof said.document === 'string') response.end(said.document);
      else json(said.document)(response, one);
    } else answer(response, one);
  });
  await new Promise<void>((ready) => server.listen(port, '127.0.0.1', ready));
  const taken = (server.address() as AddressInfo).port;
  const url = `http://127.0.0.1:${taken}${base}`;
  return {
    url,
    port: taken,
    said,
    /** What was asked beside the document. */
    asked: () => asked.filter((one) => !one.url.startsWith(`${base}/openapi.json`)),
    all: asked,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

function json(value: unknown, status = 200): Answer {
  return (response) => response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}

function openApi(paths: Record<string, unknown>, rest: object = {}) {
  return { openapi: '3.0.3', info: { title: 'Pets', version: '2.1', description: 'All about pets' }, paths, ...rest };
}

interface Settings extends Partial<OpenApiSettings> {
  headers?: Record<string, string>;
}

function targetOf(url: string, { headers = {}, ...settings }: Settings = {}) {
  const openapi = { document: { url: `${url}/openapi.json` }, healthPath: '/health', security: {}, ...settings };
  return { transport: 'openapi' as const, http: { url, headers, egress: { any: true } }, openapi };
}

function connect(url: string, settings: Settings = {}, options: Partial<ConnectOptions> = {}) {
  return connectUpstream(targetOf(url, settings), { signal: AbortSignal.timeout(5000), ...options });
}

async function fault(work: Promise<unknown>): Promise<UpstreamFault> {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof UpstreamFault)) throw new Error(`no fault: ${error}`);
  return error;
}

const query = (name: string, more: object = {}) => ({ name, in: 'query', schema: { type: 'string' }, ...more });

describe('a REST service as an upstream', () => {
  it('is met as a server with its title, and has its operations as tools', async () => {
    await using service = await restService(
      openApi({ '/pets': { get: { operationId: 'listPets', summary: 'Lists pets' } } }),
    );
    await using upstream = await connect(service.url);
    const { era, protocolVersion, serverInfo, instructions } = upstream;
    expect([era, protocolVersion, serverInfo, instructions]).toEqual([
      'legacy',
      '2025-11-25',
      { name: 'Pets', version: '2.1' },
      'All about pets',
    ]);
    const tools = await upstream.listTools();
    expect(tools).toMatchObject([{ name: 'listPets', title: 'Lists pets', annotations: { readOnlyHint: true } }]);
    expect(upstream.stepsMs.http).toBeGreaterThanOrEqual(0);
  });

  it('reads YAML, from elsewhere, without telling it the secrets; or from a file', async () => {
    const yaml = 'openapi: 3.1.0\ninfo: {title: y, version: "1"}\npaths:\n  /a:\n    get: {operationId: a}\n';
    await using elsewhere = await restService(yaml);
    await using service = await restService('none');
    const document = { url: `${elsewhere.url}/openapi.json?v=3` };
    await using upstream = await connect(service.url, { document, headers: { authorization: 'Bearer hush' } });
    expect((await upstream.listTools()).map(({ name }) => name)).toEqual(['a']);
    expect(elsewhere.all.map(({ url, headers }) => [url, headers.authorization])).toEqual([
      ['/openapi.json?v=3', undefined],
    ]);

    const folder = await mkdtemp(join(tmpdir(), 'openapi-'));
    await writeFile(join(folder, 'api.yaml'), yaml);
    await using local = await connect(service.url, { document: { file: join(folder, 'api.yaml') } });
    expect((await local.listTools()).map(({ name }) => name)).toEqual(['a']);
    expect(await fault(connect(service.url, { document: { file: join(folder, 'none.yaml') } }))).toMatchObject({
      reason: 'needs-config',
    });
    await rm(folder, { recursive: true });
  });

  it.each([
    ['nothing', json({}, 404), 'not-mcp', /there is no OpenAPI document at \/openapi\.json/],
    ['an error', json({}, 503), 'http-5xx', /503/],
    ['a sign-in', json({}, 401), 'auth-opaque', /401/],
    ['a page', ((response) => response.end('<html>')) as Answer, 'not-mcp', /HTML/],
    [
      'a redirect to elsewhere',
      ((response) => response.writeHead(302, { location: 'http://127.0.0.2:1/x' }).end()) as Answer,
      'not-mcp',
      /302/,
    ],
  ])('says what is wrong when %s is where its document should be', async (_what, document, reason, message) => {
    await using service = await restService(document);
    const found = await fault(connect(service.url));
    expect([found.reason, found.message]).toEqual([reason, expect.stringMatching(message)]);
  });

  it('is not there when nobody listens, and times out when nobody answers', async () => {
    const gone = await restService({});
    await gone[Symbol.asyncDispose]();
    expect(await fault(connect(gone.url))).toMatchObject({ reason: 'tcp', executed: 'no' });
    await using silent = await restService(() => {});
    await expect(connect(silent.url, {}, { signal: AbortSignal.timeout(50) })).rejects.toThrow(/timeout/);
  });

  it('refuses a private address that a publisher named', async () => {
    const target = { ...targetOf('http://127.0.0.1:1'), http: { url: 'http://127.0.0.1:1', headers: {}, egress: {} } };
    expect(await fault(connectUpstream(target, { signal: AbortSignal.timeout(5000) }))).toMatchObject({
      reason: 'private-address',
    });
  });
});

describe('a call', () => {
  it('is sent with every kind of parameter, below the service’s own address', async () => {
    const operation = {
      operationId: 'find',
      parameters: [
        { name: 'owner', in: 'path', required: true, schema: { type: 'string' } },
        { name: 'ids', in: 'path', required: true, schema: { type: 'array', items: { type: 'integer' } } },
        query('tag', { schema: { type: 'array', items: { type: 'string' } } }),
        query('filter', { style: 'deepObject', schema: { type: 'object' } }),
        query('where', { schema: undefined, content: { 'application/json': { schema: { type: 'object' } } } }),
        { name: 'X-Trace', in: 'header', schema: { type: 'string' } },
        { name: 'session', in: 'cookie', schema: { type: 'string' } },
      ],
    };
    await using service = await restService(
      openApi({ '/owners/{owner}/pets/{ids}.json': { get: operation } }),
      json({}),
      { base: '/api/v1' },
    );
    await using upstream = await connect(`${service.url}`, { headers: { 'X-Own': 'mine', Cookie: 'own=1' } });
    const args = {
      owner: 'a/b {ids}',
      ids: [1, 2],
      tag: ['x', 'y'],
      filter: { size: 1 },
      where: { a: 1 },
      'X-Trace': 't',
      session: 'a;b',
    };
    await upstream.callTool('find', args);
    const [asked] = service.asked();
    expect(asked?.url).toBe(
      '/api/v1/owners/a%2Fb%20%7Bids%7D/pets/1,2.json?tag=x&tag=y&filter%5Bsize%5D=1&where=%7B%22a%22%3A1%7D',
    );
    expect(asked?.headers).toMatchObject({
      'x-trace': 't',
      cookie: 'own=1; session=a%3Bb',
      'x-own': 'mine',
      'user-agent': expect.stringContaining('registry'),
    });
  });

  it.each([
    ['JSON', 'application/json', { name: 'Ä', tags: ['a'] }, 'application/json', '{"name":"Ä","tags":["a"]}'],
    [
      'a form',
      'application/x-www-form-urlencoded',
      { name: 'a&b', tags: ['x', 'y'] },
      'application/x-www-form-urlencoded',
      'name=a%26b&tags=x&tags=y',
    ],
    ['an own JSON', 'application/vnd.pets+json; v=1', { name: 'a' }, 'application/vnd.pets+json; v=1', '{"name":"a"}'],
  ])('sends a body as %s', async (_what, type, args, sentType, text) => {
    const schema = {
      type: 'object',
      properties: { name: { type: 'string' }, tags: { type: 'array', items: { type: 'string' } } },
    };
    const operation = { operationId: 'add', requestBody: { content: { [type]: { schema } } } };
    await using service = await restService(openApi({ '/pets': { post: operation } }));
    await using upstream = await connect(service.url);
    await upstream.callTool('add', args);
    await upstream.callTool('add', {});
    expect(service.asked().map(({ headers, body }) => [headers['content-type'], body])).toEqual([
      [sentType, text],
      [undefined, ''],
    ]);
  });

  it('sends fields and files as multipart, and text as text', async () => {
    const schema = {
      type: 'object',
      properties: { note: { type: 'string' }, photo: { type: 'string', format: 'binary' } },
    };
    await using service = await restService(
      openApi({
        '/a': { post: { operationId: 'upload', requestBody: { content: { 'multipart/form-data': { schema } } } } },
        '/b': { post: { operationId: 'say', requestBody: { required: true, content: { 'text/plain': {} } } } },
        '/c': {
          post: { operationId: 'raw', requestBody: { required: true, content: { 'application/octet-stream': {} } } },
        },
      }),
    );
    await using upstream = await connect(service.url);
    expect((await upstream.listTools()).map(({ name }) => name)).toEqual(['upload', 'say']);
    await upstream.callTool('upload', { note: 'hi', photo: 'bytes' });
    await upstream.callTool('say', { body: 'hello' });
    const [form, text] = service.asked();
    const parsed = await new Response(form?.body ?? '', {
      headers: { 'content-type': form?.headers['content-type'] ?? '' },
    }).formData();
    const photo = parsed.get('photo');
    expect([parsed.get('note'), photo instanceof File ? await photo.text() : photo]).toEqual(['hi', 'bytes']);
    expect([text?.headers['content-type'], text?.body]).toEqual(['text/plain', 'hello']);
  });

  it.each([
    ['leaves its path', { id: '..' }, /segment/],
    ['breaks out of its header', { id: 'a', 'X-Trace': 'a\r\nHost: b' }, /one line of ASCII/],
    ['does not fit', { id: 'a', n: 'many' }, /\/n must be integer/],
    ['is not known', { id: 'a', authorization: 'Bearer x' }, /\/authorization is not an argument/],
    ['is missing', {}, /\/id is required/],
  ])('is refused as the tool’s own error when an argument %s', async (_what, args, message) => {
    const parameters = [
      { name: 'id', in: 'path', required: true, schema: { type: 'string' } },
      { name: 'X-Trace', in: 'header', schema: { type: 'string' } },
      query('n', { schema: { type: 'integer' } }),
    ];
    await using service = await restService(openApi({ '/x/{id}': { get: { operationId: 'x', parameters } } }));
    await using upstream = await connect(service.url);
    const { value } = await upstream.callTool('x', args);
    expect(value).toMatchObject({ isError: true, content: [{ type: 'text', text: expect.stringMatching(message) }] });
    expect(service.asked()).toEqual([]);
  });

  it('of no tool is the protocol’s error', async () => {
    await using service = await restService(openApi({}));
    await using upstream = await connect(service.url);
    await expect(upstream.callTool('nobody', {})).rejects.toMatchObject({ code: -32602 });
    await expect(upstream.request('resources/list')).rejects.toMatchObject({ code: -32601 });
  });
});

describe('what says who asks', () => {
  const securitySchemes = {
    bearer: { type: 'http', scheme: 'bearer' },
    basic: { type: 'http', scheme: 'Basic' },
    header: { type: 'apiKey', in: 'header', name: 'X-Key' },
    query: { type: 'apiKey', in: 'query', name: 'key' },
    cookie: { type: 'apiKey', in: 'cookie', name: 'sid' },
    oauth: { type: 'oauth2', flows: {} },
  };
  const document = (security: object[]) =>
    openApi(
      {
        '/x': {
          get: { operationId: 'x', parameters: [query('key'), { name: 'X-Key', in: 'header', schema: {} }], security },
        },
      },
      { components: { securitySchemes } },
    );

  it.each([
    ['bearer', 'tok', { authorization: 'Bearer tok' }, '/x'],
    ['basic', 'me:pw', { authorization: `Basic ${Buffer.from('me:pw').toString('base64')}` }, '/x'],
    ['oauth', 'tok', { authorization: 'Bearer tok' }, '/x'],
    ['header', 'k', { 'x-key': 'k' }, '/x'],
    ['query', 'k&', {}, '/x?key=k%26'],
    ['cookie', 'k', { cookie: 'sid=k' }, '/x'],
  ])('is sent for %s', async (name, secret, headers, url) => {
    await using service = await restService(document([{ nobody: [] }, { [name]: [] }]));
    await using upstream = await connect(service.url, { security: { [name]: secret } });
    await upstream.callTool('x', {});
    expect(service.asked()[0]).toMatchObject({ url, headers });
    const [tool] = await upstream.listTools();
    expect(Object.keys(tool?.inputSchema.properties ?? {})).not.toContain(
      name === 'header' ? 'X-Key' : name === 'query' ? 'key' : 'x',
    );
  });

  it('is all that one way in needs, and nothing for an operation that needs nothing', async () => {
    await using service = await restService(document([{ header: [], query: [] }]));
    await using half = await connect(service.url, { security: { header: 'h' } });
    await half.callTool('x', {});
    await using upstream = await connect(service.url, { security: { header: 'h', query: 'q' } });
    await upstream.callTool('x', {});
    service.said.document = document([]);
    await using open = await connect(service.url, { security: { header: 'h' } });
    await open.callTool('x', {});
    expect(service.asked().map(({ url, headers }) => [url, headers['x-key']])).toEqual([
      ['/x', undefined],
      ['/x?key=q', 'h'],
      ['/x', undefined],
    ]);
  });

  it('is asked for when the configuration names a scheme that is not there', async () => {
    await using service = await restService(document([]));
    const found = await fault(connect(service.url, { security: { baerer: 'x' } }));
    expect([found.reason, found.message]).toEqual(['needs-config', expect.stringContaining('it has: bearer, basic')]);
  });
});

describe('an answer', () => {
  async function answered(
    answer: Answer,
    { responses = {}, limits = {}, method = 'get' }: { responses?: object; limits?: object; method?: string } = {},
  ) {
    const service = await restService(openApi({ '/x': { [method]: { operationId: 'x', responses } } }), answer);
    await using _service = service;
    await using upstream = await connect(service.url, {}, { limits });
    return { ...(await upstream.callTool('x', {})), service };
  }
  const raw =
    (type: string, body: string | Buffer, status = 200): Answer =>
    (response) =>
      response.writeHead(status, type ? { 'content-type': type } : {}).end(body);
  const text = (value: string) => [{ type: 'text', text: value }];

  it('that is an object is structured, digit for digit', async () => {
    const body = ' {"id": 12345678901234567890, "x": 1.0}\n';
    const { value, text: sent } = await answered(raw('application/json; charset=utf-8', body));
    expect(value.content).toEqual(text(body.trim()));
    expect(sent).toContain('"structuredContent":{"id": 12345678901234567890, "x": 1.0}');
    expect(value.structuredContent).toMatchObject({ x: 1 });
  });

  it.each([
    ['a list', raw('application/json', '[1, 2]'), text('[1, 2]')],
    ['text', raw('text/plain', 'hi'), text('hi')],
    ['text of another charset', raw('text/plain; charset=iso-8859-1', Buffer.from([0xe4])), text('ä')],
    ['JSON that is none', raw('application/json', '{oops'), text('{oops')],
    ['nothing', raw('', '', 204), text('204 No Content')],
    ['untyped text', raw('', 'plain'), text('plain')],
    ['an image', raw('image/png', Buffer.from([1, 2])), [{ type: 'image', data: 'AQI=', mimeType: 'image/png' }]],
    ['sound', raw('audio/wav; x=y', Buffer.from([1])), [{ type: 'audio', data: 'AQ==', mimeType: 'audio/wav' }]],
    [
      'another file',
      raw('application/pdf', Buffer.from([1])),
      [
        {
          type: 'resource',
          resource: { uri: expect.stringMatching(/\/x$/), mimeType: 'application/pdf', blob: 'AQ==' },
        },
      ],
    ],
  ])('that is %s comes as such', async (_what, answer, content) => {
    expect((await answered(answer)).value).toEqual({ content });
  });

  it.each([
    [400, '{"detail":"no"}'],
    [401, '{"detail":"who?"}'],
    [404, '{}'],
    [422, '{"detail":[{"loc":["x"]}]}'],
    [429, '{}'],
    [500, '{}'],
    [503, '{}'],
  ])('of status %d is the tool’s own error, with what it says', async (status, body) => {
    const { value } = await answered(raw('application/json', body, status));
    expect(value).toEqual({
      isError: true,
      content: [...text(expect.stringMatching(new RegExp(`^HTTP ${status} `)) as unknown as string), ...text(body)],
    });
  });

  it('that breaks its promise of an object is an error, and still there to read', async () => {
    const responses = { 200: { content: { 'application/json': { schema: { type: 'object' } } } } };
    expect((await answered(raw('application/json', '[1]'), { responses })).value).toEqual({
      content: text('[1]'),
      isError: true,
    });
    expect((await answered(raw('application/json', '{}'), { responses })).value).toMatchObject({
      structuredContent: {},
    });
  });

  it('that is too long is not passed on, and is no fault of the service', async () => {
    const { value } = await answered(raw('text/plain', 'x'.repeat(5000)), { limits: { maxAnswerBytes: 1000 } });
    expect(value).toMatchObject({
      isError: true,
      content: [{ text: expect.stringContaining('more than 1000 bytes') }],
    });
  });

  it('that breaks off is a fault, which may have run', async () => {
    const broken: Answer = (response) => {
      response.writeHead(200, { 'content-type': 'text/plain', 'content-length': '100' }).write('x');
      setTimeout(() => response.destroy(), 10);
    };
    expect(await fault(answered(broken))).toMatchObject({ reason: 'tcp', executed: 'maybe' });
  });

  it('to HEAD is its status', async () => {
    expect((await answered(raw('text/plain', ''), { method: 'head' })).value).toEqual({ content: text('200 OK') });
  });

  it.each([
    [307, 'POST', '/y'],
    [303, 'GET', '/y'],
  ])('%d that leads elsewhere in the service is followed by %s', async (status, method, path) => {
    const moves: Answer = (response, { url }) =>
      url === '/x' ? response.writeHead(status, { location: path }).end() : json({ at: url })(response, {} as Asked);
    const { value, service } = await answered(moves, { method: 'post' });
    expect(value.structuredContent).toEqual({ at: path });
    expect(service.asked().map(({ method }) => method)).toEqual(['POST', method]);
  });

  it('that leads to another origin is not followed', async () => {
    await using other = await restService({});
    const { value } = await answered((response) =>
      response.writeHead(302, { location: `${other.url}/x?secret` }).end(),
    );
    expect(value).toMatchObject({
      isError: true,
      content: [{ text: expect.stringMatching(/302 Found: it leads to [^?]*, and is not followed/) }],
    });
    expect(other.all).toEqual([]);
  });

  it('that leads round in a circle ends', async () => {
    const { value, service } = await answered((response) => response.writeHead(302, { location: '/x' }).end());
    expect([value.isError, service.asked().length]).toEqual([true, 6]);
  });
});

describe('health', () => {
  const document = openApi({ '/x': { get: { operationId: 'x' } } });

  it.each([
    [200, null],
    [404, null],
    [503, 'http-5xx'],
    [401, 'auth-opaque'],
    [429, 'rate-limited'],
  ])('by a page of status %d is %s', async (status, reason) => {
    await using service = await restService(document, json({}, status), { base: '/api' });
    await using upstream = await connect(service.url, { healthPath: '/healthz' });
    const found = await upstream.check(AbortSignal.timeout(2000)).then(
      () => null,
      (error: UpstreamFault) => error.reason,
    );
    expect([found, service.asked().map(({ url }) => url)]).toEqual([reason, ['/api/healthz']]);
  });

  it('without a page is that the document is still there', async () => {
    await using service = await restService(document, json({}, 404));
    await using upstream = await connect(service.url);
    await upstream.check();
    service.said.document = json({}, 500);
    expect(await fault(upstream.check())).toMatchObject({ reason: 'http-5xx' });
  });

  it('is gone with the service and comes back with it, and its new tools', async () => {
    const first = await restService(document);
    const warm = new WarmUpstream(targetOf(first.url), { connectTimeoutMs: 2000, answerBytes: 1e6 });
    const upstream = await warm.get();
    expect((await warm.tools()).map(({ name }) => name)).toEqual(['x']);
    await first[Symbol.asyncDispose]();
    expect(await fault(upstream.check())).toMatchObject({ reason: 'tcp' });
    expect(await fault(upstream.callTool('x', {}))).toMatchObject({ reason: 'tcp', executed: 'no' });
    warm.forget(upstream);
    // What was read before still stands, so that it is the call that finds nobody there.
    const without = await warm.get();
    expect(await fault(without.callTool('x', {}))).toMatchObject({ reason: 'tcp', executed: 'no' });
    warm.forget(without);

    const paths = { '/x': { get: { operationId: 'x' } }, '/y': { get: { operationId: 'y' } } };
    await using again = await restService(openApi(paths), json({ ok: true }), { port: first.port });
    const reopened = await warm.get();
    await reopened.check();
    expect((await warm.tools()).map(({ name }) => name)).toEqual(['x', 'y']);
    expect((await reopened.callTool('y', {})).value.structuredContent).toEqual({ ok: true });
    expect(again.asked()).toHaveLength(2);
    await warm.close();
  });

  it('lets calls go on while the document cannot be read', async () => {
    const service = await restService(document);
    const target = targetOf(service.url);
    await using first = await connectUpstream(target, { signal: AbortSignal.timeout(5000) });
    await service[Symbol.asyncDispose]();
    await expect(first.check()).rejects.toThrow();
    await using again = await restService(json({}, 500), json({ ok: true }), { port: service.port });
    await using second = await connectUpstream(target, { signal: AbortSignal.timeout(5000) });
    expect((await second.callTool('x', {})).value.structuredContent).toEqual({ ok: true });
    expect(again.all.map(({ url }) => url)).toEqual(['/openapi.json', '/x']);
  });

  it('is told with new tools when the document has changed, and asks for it no more often than it must', async () => {
    const tagged: Answer = (response, { headers }) => {
      const etag = '"1"';
      if (headers['if-none-match'] === etag) response.writeHead(304).end();
      else response.writeHead(200, { etag }).end(JSON.stringify(document));
    };
    await using service = await restService(tagged, json({}, 404));
    const heard: unknown[] = [];
    const target = targetOf(service.url);
    const options = {
      signal: AbortSignal.timeout(5000),
      listener: { notification: (message: Message) => void heard.push(message.method) },
    };
    await using upstream = await connectUpstream(target, options);
    await using _second = await connectUpstream(target, options);
    expect(service.all.length).toBe(1);
    await upstream.check();
    expect(heard).toEqual([]);
    service.said.document = openApi({});
    await upstream.check();
    expect(heard).toEqual(['notifications/tools/list_changed', 'notifications/tools/list_changed']);
    expect(await upstream.listTools()).toEqual([]);
  });
});

describe('giving up', () => {
  const slow: Answer = (response) => void delay(2000).then(() => response.end());

  it('ends a call when its caller does', async () => {
    await using service = await restService(openApi({ '/x': { get: { operationId: 'x' } } }), slow);
    await using upstream = await connect(service.url);
    await expect(upstream.callTool('x', {}, AbortSignal.timeout(50))).rejects.toThrow(/timeout/);
  });

  it('ends a call when the connection is closed', async () => {
    await using service = await restService(openApi({ '/x': { post: { operationId: 'x' } } }), slow);
    const upstream = await connect(service.url);
    const call = upstream.callTool('x', {});
    setTimeout(() => void upstream.close(), 30);
    expect(await fault(call)).toMatchObject({ reason: 'tcp', executed: 'maybe' });
    expect(await fault(upstream.callTool('x', {}))).toMatchObject({ reason: 'tcp', executed: 'no' });
  });
});
