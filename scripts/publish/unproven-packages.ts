import type { Desk } from '../../catalog/packages/package-registry.ts';
import { type PackageProblem, provePackages } from '../../catalog/packages/proof.ts';
import { asServerJson } from '../../catalog/server-schema.ts';
import type { ReadServer } from './read-server.ts';

/**
 * The packages of a server that do not say that they are its, and those that could not be asked. No reason to refuse: a
 * package may come out a minute later, and who reviews the pull request looks again.
 */
export async function unprovenPackages({ source }: ReadServer, desk: Desk): Promise<PackageProblem[]> {
  const server = asServerJson(source.value);
  if (!server) return [];
  const { problems, unanswered } = await provePackages(server, desk);
  return [...problems, ...unanswered];
}
