import type { ProxyConfig } from '../../config.ts';
import { ProxyError } from '../../error.ts';
import type { RoutedService, Router } from '../../routing/router.ts';
import { aggregatedFace, type Face, type FaceOptions, type ShownService } from './face.ts';
import type { ViewSettings } from './view.ts';

/** The faces that put services together, by their path below `/mcp/`: `all`, and `profiles/{profile}`. */
export interface Faces extends Disposable {
  /** Undefined when the path is none of theirs. Throws `not_found` for a profile that nobody configured. */
  at(path: string): Face | undefined;
  /** Shows the router's services and these profiles from now on; `changed` are services with other instances than before. */
  apply(profiles: ProxyConfig['profiles'], changed: ReadonlySet<RoutedService>): void;
  /** Others of a service's tools are quarantined than before: clients of the faces that have it are told. */
  tellTools(service: RoutedService): void;
  /** The names that are hidden now, by face: they were taken when they came. Faces that hide none are left out. */
  hiddenNames(): Record<string, string[]>;
  /** Asks every service what it offers, so that the first lists have something to show. Starts processes. */
  warmUp(): void;
}

export function createFaces(router: Router, configured: Profiles, options: FaceOptions): Faces {
  const faces = new Map<string, Face>();
  const warned = new Set<string>();
  apply(configured, new Set());
  return {
    apply,
    at(path) {
      const face = faces.get(path);
      if (face || !path.startsWith('profiles/')) return face;
      throw new ProxyError('not_found', `No profile is called ${JSON.stringify(path.slice('profiles/'.length, 120))}`);
    },
    tellTools(service) {
      for (const { view, tellTools } of faces.values()) if (view.services.includes(service)) tellTools();
    },
    hiddenNames() {
      const hidden = [...faces].map(([path, { view }]) => [path, view.hiddenNames] as const);
      return Object.fromEntries(hidden.filter(([, names]) => names.length > 0));
    },
    warmUp() {
      for (const { view } of faces.values()) view.warmUp();
    },
    [Symbol.dispose]() {
      for (const face of faces.values()) face.close();
    },
  };

  function apply(profiles: Profiles, changed: ReadonlySet<RoutedService>): void {
    const everything = router.services.map((service) => ({ service, settings: {} }));
    const wanted = new Map<string, ShownService[]>([['all', everything]]);
    for (const [profile, { services }] of Object.entries(profiles))
      wanted.set(`profiles/${profile}`, viewed(profile, services));
    for (const [path, face] of faces) {
      if (wanted.has(path)) continue;
      face.close();
      faces.delete(path);
    }
    for (const [path, services] of wanted) {
      const known = faces.get(path);
      if (known) known.show(services, changed);
      else faces.set(path, aggregatedFace(path, services, options));
    }
  }

  function viewed(profile: string, services: Record<string, ViewSettings>): ShownService[] {
    return Object.entries(services).flatMap(([name, settings]) => {
      try {
        return [{ service: router.resolve(name), settings }];
      } catch (error) {
        if (!(error instanceof ProxyError)) throw error;
        const key = `${profile} ${name}`;
        // Said once: the sources may bring it, and are read again and again.
        if (!warned.has(key)) options.log.warn({ profile, service: name }, `left out of the profile: ${error.message}`);
        warned.add(key);
        return [];
      }
    });
  }
}

type Profiles = ProxyConfig['profiles'];
