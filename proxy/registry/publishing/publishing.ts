import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { LRUCache } from 'lru-cache';
import { isObject } from '../../../catalog/json/json.ts';
import type { Identity } from '../../../catalog/publish/ownership/identity.ts';
import { type Permission, permissionsOf } from '../../../catalog/publish/ownership/permission.ts';
import type { Submission } from '../../../catalog/publish/submission.ts';
import type { ServerJson } from '../../../catalog/server-json.ts';
import { rowsOf, type ServerRow } from '../../../catalog/snapshot/server-row.ts';
import type { SnapshotIndex } from '../../../catalog/snapshot/snapshot-index.ts';
import type { CatalogSources, EntrySources } from '../../../catalog/sources.ts';
import { UserError } from '../../../catalog/user-error.ts';
import { ProxyError } from '../../error.ts';
import type { Log } from '../../log.ts';
import type { Answer } from '../endpoint.ts';
import { type Authority, authorityOver } from './authority.ts';
import { refusal } from './body.ts';
import { FreshSnapshot, tellOf } from './fresh-snapshot.ts';
import { Limiter, placeOf } from './limiter.ts';
import { expectProven, type ProvePackages } from './packages.ts';
import { type Proofs, provenBy } from './proofs.ts';
import type { PublishingSettings } from './settings.ts';
import type { Change, Changed, Target } from './target.ts';
import { subjectOf, Tokens, type Who } from './tokens.ts';

export interface PublishingParts {
  settings: PublishingSettings;
  proofs: Proofs;
  target: Target;
  /** Looks at packages; null where they need not name their server. */
  provePackages: ProvePackages | null;
  /** What the registry tells of without what was published here. */
  state: { readonly snapshot: SnapshotIndex };
  log: Log;
}

/** An entry when its turn to be changed has come. */
export interface Found {
  /** Null where there is no such entry. */
  entry: EntrySources | null;
  authority: Authority;
  sources: CatalogSources;
}

/** What became of a change: the versions of its entry as they are told of from now on, or will be once it is merged. */
export interface Done {
  rows: ServerRow[];
  changed: Changed;
}

/** How GitHub's tokens begin; some of them hold a JWT of its own. */
const GITHUB_TOKEN = /^(gh[a-z]|github_pat)_/;

/** A token of GitHub's that was looked at is believed for so long. */
const BELIEVED_MS = 60_000;

/** Publishing over the API: who asks, what they may do, and the one door through which all changes go. */
export class Publishing {
  readonly settings: PublishingSettings;
  readonly proofs: Proofs;
  readonly tokens: Tokens;
  /** Of proofs, by the place that they come from. */
  readonly proofLimit: Limiter;
  readonly #changes: Limiter;
  /** What the registry tells of: also what was published just now. */
  readonly state: { readonly snapshot: SnapshotIndex };
  readonly #fresh: FreshSnapshot | null;
  readonly #target: Target;
  readonly #provePackages: ProvePackages | null;
  readonly #log: Log;
  /** Whose tokens of GitHub's are, by their hashes. */
  readonly #believed = new LRUCache<string, Identity>({ max: 1000, ttl: BELIEVED_MS });

  constructor({ settings, proofs, target, provePackages, state, log }: PublishingParts) {
    this.settings = settings;
    this.proofs = proofs;
    this.tokens = new Tokens(settings.key, state.snapshot.manifest.registry.id);
    this.proofLimit = new Limiter(settings.signInsPerMinute, 'proofs from one address');
    this.#changes = new Limiter(settings.changesPerMinute, 'changes by one publisher');
    // The store in memory tells of what it has itself.
    this.#fresh = settings.into.mode === 'memory' ? null : new FreshSnapshot(state);
    this.state = this.#fresh ?? state;
    this.#target = target;
    this.#provePackages = provePackages;
    this.#log = log;
  }

  /** What someone may do for having proven who they are. */
  whoIs(identity: Identity): Who {
    const { oidc } = this.settings;
    const allowed: Permission[] =
      identity.method === 'oidc' && oidc
        ? [
            ...oidc.publish.map((resource) => ({ action: 'publish' as const, resource })),
            ...oidc.edit.map((resource) => ({ action: 'edit' as const, resource })),
          ]
        : [];
    return { identity, permissions: [...permissionsOf(identity), ...allowed] };
  }

  /** Who sends a request: by a token of ours, or by one of GitHub's. Throws `unauthorized`, `too_many_requests`. */
  async who({ headers, socket }: IncomingMessage): Promise<Who> {
    const token = /^bearer\s+(\S{1,16384})$/i.exec(headers.authorization ?? '')?.[1];
    if (token === undefined) throw new ProxyError('unauthorized', 'Send a token: Authorization: Bearer …');
    if (!GITHUB_TOKEN.test(token) && token.split('.').length === 3) {
      const who = await this.tokens.read(token);
      if (who) return who;
      throw new ProxyError('unauthorized', 'This token is none of ours, or its five minutes are over: sign in anew');
    }
    const hash = createHash('sha256').update(token).digest('base64url');
    const known = this.#believed.get(hash);
    if (known) return this.whoIs(known);
    this.proofLimit.expectRoom(placeOf(socket.remoteAddress));
    const identity = await provenBy(this.proofs.github(token));
    this.#believed.set(hash, identity);
    return this.whoIs(identity);
  }

  /** Throws `invalid_request` for a server with a package that is somebody else's, or is not there. */
  async expectPackages(server: ServerJson): Promise<void> {
    if (this.#provePackages) expectProven(await this.#provePackages(server));
  }

  /**
   * Changes one entry. `decide` sees it when its turn has come; what it throws, this rejects with, and nothing has changed.
   * Throws `too_many_requests`, and `invalid_request` where a rule refuses what would become of the catalog.
   */
  async change(who: Who, about: Omit<Change, 'by'>, decide: (found: Found) => Submission): Promise<Done> {
    const { name } = about;
    const by = `${who.identity.method}: ${subjectOf(who.identity)}`;
    this.#changes.expectRoom(by);
    let why = '';
    const changed = await this.#target
      .change(
        (sources) => {
          const authority = authorityOver(name, who, sources);
          why = authority.isHolder ? authority.why : 'a moderator';
          return [decide({ entry: sources.entries.find((entry) => entry.name === name) ?? null, authority, sources })];
        },
        { ...about, by },
      )
      .catch((cause: unknown) => {
        if (!(cause instanceof UserError)) throw cause;
        // Git's words name places that are nobody's business.
        this.#log.error({ err: cause, name }, 'a change could not be written');
        throw new ProxyError('upstream_error', 'The catalog cannot be written just now: try again', {
          cause,
          retryable: true,
        });
      });
    const [result] = changed.results;
    if (result?.outcome === 'refused') throw refusal('invalid_request', `${about.title} is refused`, result.problems);
    if (changed.how === 'committed') await this.#fresh?.add(changed.entries);
    if (changed.entries.length > 0) {
      this.#log.info({ ...about, how: changed.how, by, why }, 'the catalog was changed');
    }
    return { rows: this.#rowsOf(name, changed), changed };
  }

  #rowsOf(name: string, { entries }: Changed): ServerRow[] {
    const { snapshot } = this.state;
    const after = entries.find((entry) => entry.name === name);
    return after ? rowsOf(tellOf(snapshot, after), snapshot.manifest.registry) : [...snapshot.servers.of(name)];
  }

  /** A `ServerResponse`, and which way the change went: a pull request is named beside what it will come to. */
  answer(row: ServerRow, { changed }: Done): Answer {
    return { body: `${JSON.stringify(this.told(row, changed))}\n`, headers: headersOf(changed) };
  }

  told({ response }: ServerRow, changed: Changed): unknown {
    const said: unknown = JSON.parse(response.toString('utf8'));
    if (changed.how === 'committed' || !isObject(said) || !isObject(said._meta)) return said;
    const key = `${this.state.snapshot.manifest.registry.id}/publication`;
    return { ...said, _meta: { ...said._meta, [key]: { how: changed.how, url: changed.url } } };
  }
}

/** Which way a change went, for programs that read no body. */
export function headersOf(changed: Changed): Record<string, string> {
  const where = changed.how === 'pull-request' ? { location: changed.url } : {};
  return { 'mcp-registry-publish': changed.how, 'cache-control': 'no-store', ...where };
}
