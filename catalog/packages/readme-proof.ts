import type { Proof } from './package-registry.ts';

/**
 * Whether a README names this server as its own: `mcp-name: NAME`, as the official registry asks for when a server is
 * published. The name must end there, so that no longer name counts for a shorter one; the end of a comment ends it too.
 */
export function readmeProof(readme: string, server: string): Proof {
  const name = server.replace(/\W/g, '\\$&');
  if (new RegExp(`mcp-name: ${name}(?=$|[^A-Za-z0-9._/-]|--!?>)`).test(readme)) return 'matches';
  return /mcp-name: ?[A-Za-z0-9]/.test(readme) ? 'differs' : 'absent';
}
