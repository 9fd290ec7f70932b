import { buildSearch, type Search } from '../../catalog/search.ts';
import { latestVersion, titleOf } from '../../catalog/snapshot/snapshot.ts';
import type { ToolDefinition } from '../../catalog/tools/tool.ts';
import { hashOf } from './fingerprints.ts';
import type { LiveHealth } from './instance.ts';
import { healthOf, type RoutedService } from './router.ts';

/** What every face says of services, their health and their tools: with the first system's field names where it had them. */

export function describeService(service: RoutedService) {
  const { entry, name, inCatalog, instances } = service;
  const { server, updatedAt } = latestVersion(entry);
  const { health, reason } = healthOf(service);
  const [first] = instances;
  const location = one(instances.map(({ spec }) => spec.location));
  return {
    name,
    server: entry.name,
    inCatalog,
    title: titleOf(entry),
    description: server.description,
    version: server.version,
    type: location === 'local' ? ('package' as const) : location,
    location,
    protocol: first?.spec.transport ?? null,
    base_url: first?.spec.location === 'remote' ? first.spec.address : null,
    tags: entry.listing.tags,
    categories: entry.listing.categories,
    created_at: entry.versions.at(-1)?.publishedAt ?? updatedAt,
    updated_at: updatedAt,
    health,
    reason,
    toolCount: service.tools().length,
    instances: instances.map(({ spec, inFlight, live }) => ({
      service_name: name,
      instance_id: spec.id,
      load_score: inFlight,
      transport: spec.transport,
      health: live.health,
      reason: live.reason,
    })),
  };
}

export function describeHealth(service: RoutedService) {
  return {
    service: service.name,
    ...described(healthOf(service)),
    instances: service.instances.map(({ spec, live, upstream, breaker, inFlight, meanMs, changes }) => ({
      instance_id: spec.id,
      ...described(live),
      breaker: breaker.state,
      in_flight: inFlight,
      latency_ms: meanMs === null ? null : Math.round(meanMs * 10) / 10,
      changes: changes.toReversed().map(({ at, ...change }) => ({ at: new Date(at).toISOString(), ...change })),
      era: upstream?.current?.era ?? null,
      protocolVersion: upstream?.current?.protocolVersion ?? null,
      pid: upstream?.current?.pid ?? null,
    })),
  };
}

export function describeTool({ name: service, quarantined }: RoutedService, tool: ToolDefinition) {
  return {
    name: tool.name,
    service,
    title: tool.title ?? null,
    description: tool.description ?? null,
    input_schema: tool.inputSchema,
    output_schema: tool.outputSchema ?? null,
    annotations: tool.annotations ?? null,
    hash: hashOf(tool),
    quarantine: quarantined.get(tool.name)?.quarantine ?? null,
  };
}

/** A search over services, by all that is written of them and of their tools; ids are full names. */
export function searchServices(services: readonly RoutedService[]): Search {
  return buildSearch(
    services.map((service) => ({
      id: service.entry.name,
      title: titleOf(service.entry),
      alias: service.entry.alias ?? '',
      description: latestVersion(service.entry).server.description,
      tags: service.entry.listing.tags,
      categories: service.entry.listing.categories,
      tools: service.tools().map(({ name }) => name),
    })),
  );
}

function described({ health, reason, since, checkedAt, responseMs, error }: LiveHealth) {
  return {
    status: health,
    reason,
    since: new Date(since).toISOString(),
    last_check: checkedAt === null ? null : new Date(checkedAt).toISOString(),
    response_time_ms: responseMs,
    error,
  };
}

function one<T extends string>(values: T[]): T | 'mixed' | 'none' {
  const [first, ...others] = new Set(values);
  return first === undefined ? 'none' : others.length > 0 ? 'mixed' : first;
}
