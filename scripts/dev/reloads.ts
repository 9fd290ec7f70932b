import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';

const SCRIPT = '/~dev/reload.js';
const EVENTS = '/~dev/events';
const script = readFileSync(new URL('./reload.js', import.meta.url));

/** Tells open pages that there is a new build, or why there is none: server-sent events, from the site's own origin as its policy wants. */
export class Reloads {
  readonly #pages = new Set<ServerResponse>();
  #fault: string | null = null;

  /** Pages load anew where something in them may be another, or where they showed a fault. */
  built(isChanged: boolean): void {
    const wasFaulty = this.#fault !== null;
    this.#fault = null;
    if (isChanged || wasFaulty) this.#send('reload', '');
  }

  failed(fault: string): void {
    this.#fault = fault;
    this.#send('fault', fault);
  }

  /** Whether a request was for the script or the events, and is answered. */
  answer({ url }: IncomingMessage, response: ServerResponse): boolean {
    if (url === SCRIPT) {
      response
        .writeHead(200, { 'content-type': 'text/javascript; charset=utf-8', 'cache-control': 'no-cache' })
        .end(script);
      return true;
    }
    if (url !== EVENTS) return false;
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
    response.write(this.#fault === null ? ':\n\n' : eventOf('fault', this.#fault));
    this.#pages.add(response);
    response.once('close', () => this.#pages.delete(response));
    return true;
  }

  #send(event: string, text: string): void {
    for (const page of this.#pages) page.write(eventOf(event, text));
  }
}

function eventOf(event: string, text: string): string {
  return `event: ${event}\ndata: ${JSON.stringify(text)}\n\n`;
}

/** A page with the script that listens. It is put in on the way out: no built file has it. */
export function withReload(html: Buffer): Buffer {
  return Buffer.from(html.toString().replace('</head>', `<script src="${SCRIPT}" defer></script></head>`));
}
