import { expect, it } from 'vitest';
import type { Package } from '../../../catalog/server-json.ts';
import { anEntry } from '../../../catalog/testing.ts';
import { ConfiguredService } from '../../../proxy/config.ts';
import { aService } from '../testing.ts';
import { withPackages } from './with-packages.ts';

const npm: Package = { registryType: 'npm', identifier: 'weather', version: '1.0.0', transport: { type: 'stdio' } };
const packages = [
  npm,
  { ...npm, identifier: 'weather-2' },
  { ...npm, registryType: 'oci', identifier: 'acme/weather' },
];
const entry = anEntry({ server: { packages }, listing: { alias: 'weather', probe: { boot: true } } });

function shownOf(service: object): unknown[] {
  const { instances } = Object(service);
  return instances.map(({ id, address, isEnabled, mayBoot }: Record<string, unknown>) => [
    id,
    address,
    isEnabled,
    mayBoot,
  ]);
}

it('has each package of a server that is not enabled, beside its remotes, and starts none', () => {
  const service = withPackages(aService(entry), [ConfiguredService.parse({ name: 'weather', enabled: false })]);
  expect(shownOf(service)).toEqual([
    ['remote-0', 'https://weather.example.com/mcp', undefined, undefined],
    ['package-npm', 'npm:weather@1.0.0', false, true],
    ['package-npm-2', 'npm:weather-2@1.0.0', false, true],
    ['package-oci', 'oci:acme/weather@1.0.0', false, true],
  ]);
  expect(service.instances.slice(1).map(({ target }) => 'reason' in target)).toEqual([true, true, true]);
});

it('leaves a command line that runs a package of a server that is not enabled to nobody', () => {
  const service = withPackages(aService(entry, { use: 'package' }), []);
  expect(service.instances.map(({ id, target }) => [id, 'reason' in target])).toEqual([
    ['package-npm', true],
    ['package-npm-2', true],
    ['package-oci', true],
  ]);
});

it('starts of an enabled server what the proxy would start, and nothing else', () => {
  const configured = ConfiguredService.parse({ name: 'weather', use: 'both' });
  const service = withPackages(aService(entry, { use: 'both' }), [configured]);
  expect(shownOf(service)).toEqual([
    ['package-npm', 'npm:weather@1.0.0', true, true],
    ['remote-0', 'https://weather.example.com/mcp', undefined, undefined],
  ]);
  expect(service.instances[0]?.target).toMatchObject({ transport: 'stdio', command: { command: 'npx' } });
});
