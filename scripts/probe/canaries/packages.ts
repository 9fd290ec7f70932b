import { asking } from '../../../catalog/packages/ask.ts';
import { registryBases } from '../../../catalog/packages/bases.ts';
import { lookingUp } from '../packages/look-up.ts';
import type { PackageSpec } from '../packages/package-spec.ts';
import type { Canary, Perch } from './canary.ts';
import { sendJson, serving } from './serving.ts';

export const unpublished: Canary = {
  name: 'unpublished',
  expected: 'package-missing',
  about: 'A package that its registry does not have.',
  start: (at) => published(at, {}),
};

export const withdrawn: Canary = {
  name: 'withdrawn',
  expected: 'package-withdrawn',
  about: 'A package whose publisher took it back.',
  start: (at) => {
    const document = { info: { version: '1.0.0', description: '', yanked: true }, urls: [{}] };
    return published(at, { '/pypi/canary/json': document, '/pypi/canary/1.0.0/json': document });
  },
};

/** A package of PyPI, and the registry that it is looked up in, which has these documents. */
async function published(at: string, documents: Record<string, object>): Promise<Perch> {
  const registry = await serving(at, (request, response) => {
    const document = documents[request.url ?? ''];
    sendJson(response, document ? 200 : 404, document ?? { message: 'Not Found' });
  });
  const { origin } = new URL(registry.spec.address);
  // Chosen as an operator would: that alone may be on this machine.
  const bases = registryBases({ pypi: origin, nuget: origin });
  const lookUp = lookingUp({ ask: asking({ gapMs: 0 }), bases });
  const spec: PackageSpec = {
    ...{ id: 'canary', transport: 'stdio', address: 'pypi:canary@1.0.0', location: 'local', server: 'canary' },
    target: { reason: 'not-runnable', message: 'it is only looked up' },
    package: { registryType: 'pypi', identifier: 'canary', version: '1.0.0', transport: { type: 'stdio' } },
    ...{ isEnabled: false, mayBoot: false },
  };
  return {
    spec,
    look: () => lookUp(spec),
    [Symbol.asyncDispose]: () => registry[Symbol.asyncDispose](),
  };
}
