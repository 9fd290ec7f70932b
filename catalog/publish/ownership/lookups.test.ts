import type { RequestListener } from 'node:http';
import { createServer } from 'node:https';
import { describe, expect, it } from 'vitest';
import { blockList } from '../../net/addresses.ts';
import { aCertificate } from '../../net/certificate.ts';
import { answers, freePort, listening } from '../../net/testing.ts';
import { dnsServer } from '../../net/testing-dns.ts';
import { verifyDomainProof } from './domain-proof.ts';
import { domainLookups } from './index.ts';
import { anEd25519Key } from './testing.ts';

const key = anEd25519Key();
const certificate = aCertificate('example.com');
const LOOPBACK = { allow: blockList(['127.0.0.0/8']), ca: certificate.cert };

function aProof(method: 'dns' | 'http') {
  const timestamp = new Date().toISOString();
  return { method, domain: 'example.com', timestamp, signedTimestamp: key.sign(timestamp) };
}

describe('a key in DNS', () => {
  it('is found in the pieces of a record, beside others', async () => {
    await using dns = await dnsServer();
    const { text } = key;
    dns.records.set('example.com', { TXT: [['v=spf1 -all'], [text.slice(0, 20), text.slice(20)]] });
    const lookups = domainLookups({ dns: { servers: [dns.address] } });
    expect(await verifyDomainProof(aProof('dns'), lookups)).toEqual({ method: 'dns', domain: 'example.com' });
    expect(dns.asked).toEqual(['example.com']);
  });

  it('is not sought where it is not: below the domain, or above it', async () => {
    await using dns = await dnsServer();
    dns.records.set('_mcp.example.com', { TXT: [[key.text]] });
    dns.records.set('com', { TXT: [[key.text]] });
    const lookups = domainLookups({ dns: { servers: [dns.address] } });
    const refused = { kind: 'refused', message: 'DNS has no TXT record of example.com' };
    await expect(verifyDomainProof(aProof('dns'), lookups)).rejects.toMatchObject(refused);
    dns.records.set('example.com', { A: ['192.0.2.1'] });
    await expect(verifyDomainProof(aProof('dns'), lookups)).rejects.toMatchObject(refused);
  });

  it('cannot be looked at when DNS is in trouble, or does not answer: that is no refusal', async () => {
    await using dns = await dnsServer();
    dns.fails = true;
    const failing = domainLookups({ dns: { servers: [dns.address], timeoutMs: 200 } });
    await expect(verifyDomainProof(aProof('dns'), failing)).rejects.toMatchObject({ kind: 'unanswered' });
    const gone = domainLookups({ dns: { servers: [`127.0.0.1:${await freePort()}`], timeoutMs: 100 } });
    await expect(verifyDomainProof(aProof('dns'), gone)).rejects.toMatchObject({ kind: 'unanswered' });
  });
});

/** The site of example.com, on this machine. */
async function site(answer: RequestListener) {
  const asked: (string | undefined)[] = [];
  const server = await listening(
    createServer(certificate, (request, response) => {
      asked.push(request.url);
      answer(request, response);
    }),
  );
  return Object.assign(server, { asked });
}

const PLACE = '/.well-known/mcp-registry-auth';

function over({ port }: { port: number }, egress: object = LOOPBACK, timeoutMs = 5000) {
  return domainLookups({ http: { egress, port, resolve: answers('127.0.0.1'), timeoutMs } });
}

describe('a key over HTTP', () => {
  it.each([key.text, `${key.text}\n`, `# ours\r\n${anEd25519Key().text}\r\n${key.text}\r\n`])(
    'is found in the file at its well-known place: %j',
    async (body) => {
      await using server = await site((_request, response) => response.end(body));
      expect(await verifyDomainProof(aProof('http'), over(server))).toEqual({ method: 'http', domain: 'example.com' });
      expect(server.asked).toEqual([PLACE]);
    },
  );

  it.each<[string, string, RequestListener]>([
    ['refused', 'answers with 404', (_request, response) => response.writeHead(404).end(key.text)],
    ['refused', 'answers with 302', (_request, response) => response.writeHead(302, { location: '/key' }).end()],
    ['refused', 'longer than 4096 bytes', (_request, response) => response.end(`${key.text}\n${' '.repeat(4096)}`)],
    ['refused', 'names no key', (_request, response) => response.end('<h1>Hello</h1>')],
    ['unanswered', 'answers with 503', (_request, response) => response.writeHead(503).end()],
    ['unanswered', 'answers with 429', (_request, response) => response.writeHead(429).end()],
    ['unanswered', 'cannot be read', (request) => request.socket.destroy()],
  ])('is %s when it %s', async (kind, words, answer) => {
    await using server = await site(answer);
    await expect(verifyDomainProof(aProof('http'), over(server))).rejects.toMatchObject({
      kind,
      message: expect.stringContaining(words),
    });
    expect(server.asked).toEqual([PLACE]);
  });

  it('is not waited for without end', async () => {
    await using server = await site(() => {});
    await expect(verifyDomainProof(aProof('http'), over(server, LOOPBACK, 100))).rejects.toMatchObject({
      kind: 'unanswered',
      message: expect.stringContaining('no answer in 100 ms'),
    });
  });

  it('is not fetched from a private address, from a stranger’s certificate, or where nobody is', async () => {
    await using server = await site((_request, response) => response.end(key.text));
    const proof = aProof('http');
    for (const egress of [{}, { any: true, ca: certificate.cert }, { ca: certificate.cert }])
      await expect(verifyDomainProof(proof, over(server, egress))).rejects.toMatchObject({
        kind: 'refused',
        message: expect.stringMatching(/an address that is not public$/),
      });
    await expect(verifyDomainProof(proof, over(server, { allow: LOOPBACK.allow }))).rejects.toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('self-signed certificate'),
    });
    await expect(verifyDomainProof(proof, over({ port: await freePort() }))).rejects.toMatchObject({
      kind: 'unanswered',
    });
    expect(server.asked).toEqual([]);
  });
});
