import packageJson from '../../package.json' with { type: 'json' };

/** How we introduce ourselves to upstreams, and to those who call us. */
export const CLIENT_INFO = { name: packageJson.name, title: 'MCP Service Registry', version: packageJson.version };

/** The `User-Agent` of our HTTP requests: who we are, and where to ask about us. */
export const USER_AGENT = `${packageJson.name}/${packageJson.version} (+${packageJson.homepage})`;
