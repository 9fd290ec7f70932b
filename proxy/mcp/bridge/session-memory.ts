interface Said {
  method: string;
  params: Record<string, unknown> | undefined;
}

/** What a server was told to keep in mind for a session: what has to be said again to another that takes its place. */
export class SessionMemory {
  readonly #said = new Map<string, Said>();

  note(method: string, params?: Record<string, unknown>): void {
    if (method === 'logging/setLevel') this.#said.set(method, { method, params });
    if (method === 'resources/subscribe') this.#said.set(`resource ${params?.uri}`, { method, params });
    if (method === 'resources/unsubscribe') this.#said.delete(`resource ${params?.uri}`);
  }

  get said(): readonly Said[] {
    return [...this.#said.values()];
  }
}
