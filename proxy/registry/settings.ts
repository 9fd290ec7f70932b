import type { RegistrySettings } from './endpoint.ts';

/** What the environment says of the registry: `MCP_REGISTRY_GITHUB_CLIENT_ID`, `MCP_REGISTRY_ENVIRONMENT`. */
export function registrySettings(env: NodeJS.ProcessEnv = process.env): RegistrySettings {
  return {
    githubClientId: env.MCP_REGISTRY_GITHUB_CLIENT_ID,
    environment: env.MCP_REGISTRY_ENVIRONMENT || 'production',
  };
}
