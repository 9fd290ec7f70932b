import type { ProxyConfig } from '../../config.ts';
import { ProxyError } from '../../error.ts';
import type { RoutedService, Router } from '../../routing/router.ts';
import { aggregatedFace, type Face, type FaceOptions } from './face.ts';
import type { ViewSettings } from './view.ts';

/** The faces that put services together, by their path below `/mcp/`: `all`, and `profiles/{profile}`. */
export interface Faces extends Disposable {
  /** Undefined when the path is none of theirs. Throws `not_found` for a profile that nobody configured. */
  at(path: string): Face | undefined;
  /** The names that are hidden now, by face: they were taken when they came. Faces that hide none are left out. */
  hiddenNames(): Record<string, string[]>;
  /** Asks every service what it offers, so that the first lists have something to show. Starts processes. */
  warmUp(): void;
}

export function createFaces(router: Router, profiles: ProxyConfig['profiles'], options: FaceOptions): Faces {
  const everything = router.services.map((service) => ({ service, settings: {} }));
  const faces = new Map([['all', aggregatedFace('all', everything, options)]]);
  for (const [profile, { services }] of Object.entries(profiles)) {
    const path = `profiles/${profile}`;
    faces.set(path, aggregatedFace(path, viewed(profile, services), options));
  }
  return {
    at(path) {
      const face = faces.get(path);
      if (face || !path.startsWith('profiles/')) return face;
      throw new ProxyError('not_found', `No profile is called ${JSON.stringify(path.slice('profiles/'.length, 120))}`);
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

  function viewed(
    profile: string,
    services: Record<string, ViewSettings>,
  ): { service: RoutedService; settings: ViewSettings }[] {
    return Object.entries(services).flatMap(([name, settings]) => {
      try {
        return [{ service: router.resolve(name), settings }];
      } catch (error) {
        if (!(error instanceof ProxyError)) throw error;
        options.log.warn({ profile, service: name }, `left out of the profile: ${error.message}`);
        return [];
      }
    });
  }
}
