import packageJson from '../../package.json' with { type: 'json' };

/** The `User-Agent` of our HTTP requests: who we are, and where to ask about us. */
export const USER_AGENT = `${packageJson.name}/${packageJson.version} (+${packageJson.homepage})`;
