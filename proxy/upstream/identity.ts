import packageJson from '../../package.json' with { type: 'json' };

/** How we introduce ourselves to upstreams, and to those who call us. */
export const CLIENT_INFO = { name: packageJson.name, title: 'MCP Service Registry', version: packageJson.version };
