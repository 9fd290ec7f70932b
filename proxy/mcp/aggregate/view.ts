import { nearest } from '../../../catalog/nearest.ts';
import type { ToolDefinition } from '../../../catalog/tools/tool.ts';
import type { Log } from '../../log.ts';
import { shownTool } from '../../routing/quarantine.ts';
import type { RoutedService } from '../../routing/router.ts';
import { JsonRpcError } from '../../upstream/fault.ts';
import { type Named, Names, qualifiedName } from './names.ts';
import { type Change, type Item, KnownOffer } from './offer.ts';

/** How one service is seen through a face. All of it is optional: what is not said stays as its server has it. */
export interface ViewSettings {
  /** Only these tools. */
  tools?: string[] | undefined;
  /** What stands before each name instead of `alias__`; empty for bare names. */
  prefix?: string | undefined;
  /** The whole name that a tool or prompt gets, by its own name. */
  rename?: Record<string, string> | undefined;
  /** The description that a tool gets, by its own name. */
  describe?: Record<string, string> | undefined;
}

interface Viewed {
  service: RoutedService;
  settings: ViewSettings;
  offer: KnownOffer;
}

/** What a name of the face means. */
export interface Owner {
  service: RoutedService;
  /** The name by which its own server knows it. */
  name: string;
}

/**
 * Many services seen as one: their tools and prompts under names of the face, their resources under their own URIs.
 * Lists are made of what is known, so that no slow or broken server empties or delays them.
 */
export class View {
  #viewed: Viewed[] = [];
  #listed: { viewed: Viewed[]; from: object[]; tools: ToolDefinition[] } | null = null;
  readonly #onChange: (change: Change) => void;
  readonly #tools: Names;
  readonly #prompts: Names;

  constructor(
    face: string,
    services: { service: RoutedService; settings: ViewSettings }[],
    { log, onChange }: { log: Log; onChange: (change: Change) => void },
  ) {
    this.#onChange = onChange;
    const names = (kind: string) =>
      new Names((name, hidden, owner) =>
        log.warn({ face, kind, name, hidden, owner }, 'a name is taken: the later one is hidden'),
      );
    this.#tools = names('tool');
    this.#prompts = names('prompt');
    this.show(services);
  }

  /** Shows these services from now on. What is known of those that stay is kept. */
  show(services: { service: RoutedService; settings: ViewSettings }[]): void {
    const before = new Map(this.#viewed.map((viewed) => [viewed.service, viewed]));
    this.#viewed = services.map(({ service, settings }) => {
      const offer = before.get(service)?.offer ?? new KnownOffer(service, this.#onChange);
      before.delete(service);
      return { service, settings, offer };
    });
    for (const { offer } of before.values()) offer.close();
  }

  /** These services have other instances now. Resolves when it is known what they offer. */
  async follow(changed: ReadonlySet<RoutedService>): Promise<void> {
    await Promise.all(this.#viewed.filter(({ service }) => changed.has(service)).map(({ offer }) => offer.follow()));
  }

  /** The same array as before, as long as nothing is another. */
  tools(): readonly ToolDefinition[] {
    const from = this.#viewed.flatMap(({ service }) => [service.tools(), service.quarantined]);
    const isSame =
      this.#listed?.viewed === this.#viewed && from.every((part, index) => part === this.#listed?.from[index]);
    if (!isSame || !this.#listed) this.#listed = { viewed: this.#viewed, from, tools: this.#listTools() };
    return this.#listed.tools;
  }

  #listTools(): ToolDefinition[] {
    const wanted = this.#viewed.flatMap(({ service, settings }) =>
      service
        .tools()
        .filter(({ name }) => settings.tools?.includes(name) ?? true)
        .map((tool) => ({ ...named(service, settings, tool.name), definition: shownTool(service, tool), settings })),
    );
    return this.#tools.assign(wanted).map(({ qualified, name, definition, settings }) => {
      const description = settings.describe?.[name];
      return { ...definition, name: qualified, ...(description === undefined ? {} : { description }) };
    });
  }

  async prompts(): Promise<Item[]> {
    await this.#offers();
    return this.#knownPrompts();
  }

  async resources(): Promise<Item[]> {
    return (await this.#offers()).flatMap(({ resources }) => resources);
  }

  async resourceTemplates(): Promise<Item[]> {
    return (await this.#offers()).flatMap(({ resourceTemplates }) => resourceTemplates);
  }

  /** Throws `JsonRpcError` (-32602) when the face has no such tool; one that is kept from it is none. */
  toolOwner(qualified: string): Owner {
    const known = this.#ownerIn(this.#tools, qualified);
    if (known?.service.tools().some(({ name }) => name === known.name)) return known;
    // Unknown, or gone: only then are all names worth another look.
    const names = this.tools().map(({ name }) => name);
    return this.#ownerIn(this.#tools, qualified) ?? unknown('tool', qualified, names);
  }

  async promptOwner(qualified: string): Promise<Owner> {
    const names = (await this.prompts()).flatMap(({ name }) => name ?? []);
    return this.#ownerIn(this.#prompts, qualified) ?? unknown('prompt', qualified, names);
  }

  /** The service that has a resource: by its lists, else by its templates. Throws when none has it, or several do. */
  async resourceOwner(uri: string): Promise<RoutedService> {
    await this.#offers();
    const listed = this.#viewed.filter(({ offer }) => offer.now.resources.some((resource) => resource.uri === uri));
    const matching = listed.length > 0 ? listed : await this.#withTemplateOf(uri);
    // A server may have resources that it does not list: when only one has any, it is asked.
    const offering =
      matching.length > 0
        ? matching
        : this.#viewed.filter(({ offer }) => offer.now.resources.length + offer.now.resourceTemplates.length > 0);
    const [owner, ...others] = offering;
    if (owner && others.length === 0) return owner.service;
    if (matching.length === 0) throw new JsonRpcError(-32602, `Resource not found: ${uri}`, { uri });
    const names = matching.map(({ service }) => service.name).join(', ');
    throw new JsonRpcError(-32602, `Several services have ${uri}: ${names}. Read it at /mcp/{service}`, { uri });
  }

  /** Is to be told when these resources change. */
  async watch(uris: readonly string[]): Promise<void> {
    await Promise.all(
      uris.map(async (uri) => {
        const owner = await this.resourceOwner(uri).catch(() => null);
        await this.#viewed.find(({ service }) => service === owner)?.offer.watch([uri]);
      }),
    );
  }

  /** Asks every service what it offers, so that the first list has something to show. */
  warmUp(): void {
    void this.#offers();
  }

  /** Names that are hidden now since they were taken. */
  get hiddenNames(): string[] {
    this.tools(); // Whether a name is taken shows when names are given.
    return [...this.#tools.hidden, ...this.#prompts.hidden];
  }

  get services(): RoutedService[] {
    return this.#viewed.map(({ service }) => service);
  }

  close(): void {
    for (const { offer } of this.#viewed) offer.close();
  }

  async #withTemplateOf(uri: string): Promise<Viewed[]> {
    const { UriTemplate } = await import('@modelcontextprotocol/server');
    const matches = ({ uriTemplate }: Item) => {
      try {
        return uriTemplate !== undefined && new UriTemplate(uriTemplate).match(uri) !== null;
      } catch {
        return false;
      }
    };
    return this.#viewed.filter(({ offer }) => offer.now.resourceTemplates.some(matches));
  }

  #offers() {
    return Promise.all(this.#viewed.map(({ offer }) => offer.get()));
  }

  #knownPrompts(): Item[] {
    const wanted = this.#viewed.flatMap(({ service, settings, offer }) =>
      offer.now.prompts.flatMap((prompt) =>
        prompt.name === undefined ? [] : [{ ...named(service, settings, prompt.name), prompt }],
      ),
    );
    return this.#prompts.assign(wanted).map(({ qualified, prompt }) => ({ ...prompt, name: qualified }));
  }

  #ownerIn(names: Names, qualified: string): Owner | undefined {
    const owner = names.ownerOf(qualified);
    const viewed = owner && this.#viewed.find(({ service }) => service.name === owner.service);
    return viewed && { service: viewed.service, name: owner.name };
  }
}

function unknown(kind: string, qualified: string, known: string[]): never {
  throw new JsonRpcError(-32602, `Unknown ${kind}: ${qualified}`, { suggestions: nearest(qualified, known) });
}

function named(service: RoutedService, { prefix, rename }: ViewSettings, name: string): Named & { qualified: string } {
  const own = { service: service.name, name };
  return { ...own, qualified: rename?.[name] ?? qualifiedName(own, prefix) };
}
