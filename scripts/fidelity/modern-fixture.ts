import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { Changes } from '../conformance/fixture/changes.ts';
import { WATCHED } from '../conformance/fixture/resources.ts';
import { buildServer } from '../conformance/fixture/server.ts';

/** The arguments for Node to run the fixture of the conformance suite over stdio, for clients of 2026 alone. */
export const MODERN_FIXTURE_ARGS = [
  '--import',
  'tsx',
  '--input-type=module',
  '-e',
  `(await import('./scripts/fidelity/modern-fixture.ts')).${serveModernFixture.name}()`,
];

/** Serves it over this process's own stdio. */
export function serveModernFixture(): void {
  const changes = new Changes();
  const build = () => {
    const { server, tellOfChange } = buildServer(changes);
    changes.listen((what) => {
      // A client of 2026 says where it listens; only the SDK knows.
      const told = what === 'resource' ? server.server.sendResourceUpdated({ uri: WATCHED }) : tellOfChange(what);
      void told.catch(() => {});
    });
    return server;
  };
  serveStdio(build, { legacy: 'reject' });
}
