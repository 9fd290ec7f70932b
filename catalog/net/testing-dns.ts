import { createSocket, type Socket } from 'node:dgram';

/** What a name has, as a test sets it; a name that is not there does not exist. */
export interface TestRecords {
  A?: string[];
  /** All eight groups written out. */
  AAAA?: string[];
  /** Each in the pieces that a record keeps it in, of at most 255 bytes. */
  TXT?: string[][];
  SRV?: { priority: number; weight: number; port: number; target: string }[];
}

/** A DNS server (RFC 1035) on a free port of 127.0.0.1, just enough of one. Its records may be changed while it runs. */
export interface TestDns extends AsyncDisposable {
  /** As resolvers want it: `127.0.0.1:53000`. */
  address: string;
  records: Map<string, TestRecords>;
  /** Answers with SERVFAIL, as a server in trouble does. */
  fails: boolean;
  /** The names it was asked for, in order. */
  asked: string[];
}

const TYPES = { 1: 'A', 16: 'TXT', 28: 'AAAA', 33: 'SRV' } as const;
const NO_SUCH_NAME = 3;
const SERVER_FAILURE = 2;

export async function dnsServer(): Promise<TestDns> {
  const socket = createSocket('udp4');
  await new Promise<void>((bound) => socket.bind(0, '127.0.0.1', bound));
  const server: TestDns = {
    address: `127.0.0.1:${socket.address().port}`,
    records: new Map(),
    fails: false,
    asked: [],
    [Symbol.asyncDispose]: () => closed(socket),
  };
  socket.on('message', (query, { port, address }) => socket.send(answer(query, server), port, address));
  return server;
}

function closed(socket: Socket): Promise<void> {
  return new Promise((done) => socket.close(() => done()));
}

function answer(query: Buffer, { records, fails, asked }: TestDns): Buffer {
  const { name, end } = readName(query, 12);
  const kind = query.readUInt16BE(end);
  const type = kind === 1 || kind === 16 || kind === 28 || kind === 33 ? TYPES[kind] : undefined;
  asked.push(name);
  const known = records.get(name.toLowerCase());
  const found = fails || !known || !type ? [] : bytesOf(known, type);
  const header = Buffer.alloc(12);
  query.copy(header, 0, 0, 2);
  header.writeUInt16BE(0x8180 + (fails ? SERVER_FAILURE : known ? 0 : NO_SUCH_NAME), 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(found.length, 6);
  const answers = found.map((data) => {
    const head = Buffer.from([0xc0, 12, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0]); // The name of the question; class IN; 1 second.
    head.writeUInt16BE(kind, 2);
    head.writeUInt16BE(data.length, 10);
    return Buffer.concat([head, data]);
  });
  return Buffer.concat([header, query.subarray(12, end + 4), ...answers]);
}

function bytesOf(
  { A = [], AAAA = [], TXT = [], SRV = [] }: TestRecords,
  type: (typeof TYPES)[keyof typeof TYPES],
): Buffer[] {
  if (type === 'A') return A.map((address) => Buffer.from(address.split('.').map(Number)));
  if (type === 'AAAA')
    return AAAA.map((address) => pairs(address.split(':').map((group) => Number.parseInt(group, 16))));
  if (type === 'TXT')
    return TXT.map((pieces) =>
      Buffer.concat(pieces.map((piece) => Buffer.from([piece.length, ...Buffer.from(piece)]))),
    );
  return SRV.map(({ priority, weight, port, target }) =>
    Buffer.concat([pairs([priority, weight, port]), writeName(target)]),
  );
}

/** Numbers of two bytes each. */
function pairs(numbers: number[]): Buffer {
  return Buffer.from(numbers.flatMap((number) => [number >> 8, number & 255]));
}

function readName(bytes: Buffer, start: number): { name: string; end: number } {
  const labels: string[] = [];
  let at = start;
  for (let length = bytes[at] ?? 0; length > 0; length = bytes[at] ?? 0) {
    labels.push(bytes.toString('latin1', at + 1, at + 1 + length));
    at += length + 1;
  }
  return { name: labels.join('.'), end: at + 1 };
}

function writeName(name: string): Buffer {
  return Buffer.concat([
    ...name.split('.').map((label) => Buffer.from([label.length, ...Buffer.from(label)])),
    Buffer.of(0),
  ]);
}
