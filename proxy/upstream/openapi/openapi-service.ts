import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import type { ToolDefinition } from '../../../catalog/tools/tool.ts';
import type { ChannelEvents } from '../channel.ts';
import { UpstreamFault } from '../fault.ts';
import { type HttpLimits, type HttpTarget, headerOf, readText } from '../http.ts';
import type { Result } from '../peer.ts';
import { refusalOf } from '../refusal.ts';
import { MAX_DOCUMENT_BYTES, readDocument } from './document.ts';
import { type Kept, keptBySettings } from './kept.ts';
import { type Operation, readOperations } from './operation.ts';
import { RestOrigin } from './origin.ts';
import { requestOf } from './request.ts';
import { Responder } from './responder.ts';
import { type RestKind, RestService } from './rest-service.ts';
import { resultOf } from './result.ts';
import { knownCredentials } from './security.ts';

/** What is to be known of a REST service beside its address. */
export interface OpenApiSettings {
  /** Where its OpenAPI document is: at a URL, or in a file of ours. */
  document: { url: string } | { file: string };
  healthPath: string;
  /** Secrets, each by the name that the document gives its security scheme. For `basic` it is `user:password`. */
  security: Record<string, string>;
}

/** Connects to a REST service that describes itself in OpenAPI: each operation is a tool. */
export function openOpenApi(
  target: HttpTarget,
  settings: OpenApiSettings,
  events: ChannelEvents,
  limits: Partial<HttpLimits>,
): Responder {
  return new Responder(new RestService(new OpenApiService(target, settings, limits)), events);
}

/** A document, as read. */
interface Known {
  digest: string;
  etag: string;
  title: string;
  version: string;
  instructions: string;
  operations: ReadonlyMap<string, Operation>;
  tools: ToolDefinition[];
}

const keptOf = keptBySettings<OpenApiSettings, Known>();

class OpenApiService implements RestKind {
  readonly origin: RestOrigin;
  readonly kept: Kept<Known>;
  readonly #target: HttpTarget;
  readonly #settings: OpenApiSettings;

  constructor(target: HttpTarget, settings: OpenApiSettings, limits: Partial<HttpLimits>) {
    this.origin = new RestOrigin(target, limits);
    this.kept = keptOf(settings);
    this.#target = target;
    this.#settings = settings;
  }

  get healthPath(): string {
    return this.#settings.healthPath;
  }

  introduce() {
    const { title = '', version = '', instructions = '' } = this.kept.value ?? {};
    return {
      serverInfo: { name: title || this.origin.base.host, version: version || '0' },
      ...(instructions ? { instructions } : {}),
    };
  }

  async call(name: string, args: Record<string, unknown>, signal: AbortSignal): Promise<Result> {
    const operation = this.kept.value?.operations.get(name);
    if (!operation) throw new UpstreamFault('not-mcp', `${name} is gone from the document`, { executed: 'no' });
    const request = requestOf(operation, args, this.origin.base);
    const answer = await this.origin.send(request, signal);
    return resultOf(answer, {
      maxBytes: this.origin.maxAnswerBytes,
      uri: `${this.origin.base.origin}${request.path.split('?')[0]}`,
      promised: operation.tool.outputSchema !== undefined,
    });
  }

  /** Reads the document, and takes it in if it is another than before. */
  async read(signal: AbortSignal): Promise<void> {
    const found = await this.#find(signal);
    const before = this.kept.value;
    if (before && (found === null || digestOf(found.text) === before.digest)) this.kept.keep(before);
    else if (found) this.kept.keep(await this.#understand(found));
  }

  async #understand({ text, etag }: { text: string; etag: string }): Promise<Known> {
    const document = await readDocument(text);
    const credentials = knownCredentials(document, this.#settings.security);
    const own = new Set(Object.keys(this.origin.ownHeaders));
    const { operations, leftOut } = readOperations(document, credentials, own);
    const { title, version, description = '' } = document.info;
    const note = leftOut > 0 ? `${leftOut} of its operations are not offered as tools.` : '';
    return {
      digest: digestOf(text),
      etag,
      title: title.slice(0, 200),
      version: version.slice(0, 100),
      instructions: [description.slice(0, 2000), note].filter((part) => part !== '').join('\n\n'),
      operations: new Map(operations.map((operation) => [operation.tool.name, operation])),
      tools: operations.map(({ tool }) => tool),
    };
  }

  /** The document's text; null when it is the one we have. */
  async #find(signal: AbortSignal): Promise<{ text: string; etag: string } | null> {
    const { document } = this.#settings;
    if ('file' in document) return { text: await readFileText(document.file), etag: '' };
    const url = new URL(document.url);
    if (url.origin === this.origin.base.origin) return this.#fetch(this.origin, url, signal);
    // Elsewhere nobody is told the operator's secrets.
    const elsewhere = new RestOrigin({
      url: document.url,
      headers: userAgentOf(this.#target),
      egress: this.#target.egress,
    });
    try {
      return await this.#fetch(elsewhere, url, signal);
    } finally {
      await elsewhere.close();
    }
  }

  async #fetch(origin: RestOrigin, { pathname, search }: URL, signal: AbortSignal) {
    const etag = this.kept.value?.etag;
    const answer = await origin.get(`${pathname}${search}`, signal, etag ? { 'if-none-match': etag } : {});
    if (answer.status === 304 && etag) {
      await answer.body.dump().catch(() => {});
      return null;
    }
    if (answer.status === 404) {
      await answer.body.dump().catch(() => {});
      throw new UpstreamFault('not-mcp', `there is no OpenAPI document at ${pathname}: "document" says where it is`);
    }
    if (answer.status >= 300) throw await refusalOf(answer);
    return { text: await readText(answer, MAX_DOCUMENT_BYTES), etag: headerOf(answer, 'etag') };
  }
}

async function readFileText(file: string): Promise<string> {
  try {
    if ((await stat(file)).size <= MAX_DOCUMENT_BYTES) return await readFile(file, 'utf8');
  } catch (cause) {
    throw new UpstreamFault('needs-config', `the OpenAPI document ${file} cannot be read`, { cause });
  }
  throw new UpstreamFault('needs-config', `the OpenAPI document ${file} is longer than ${MAX_DOCUMENT_BYTES} bytes`);
}

function userAgentOf({ headers }: HttpTarget): Record<string, string> {
  const agent = headers['user-agent'];
  return agent === undefined ? {} : { 'user-agent': agent };
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
