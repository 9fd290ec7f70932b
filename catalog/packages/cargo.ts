import * as z from 'zod';
import { isThere, jsonOf } from './answer.ts';
import { type Desk, missing, type PackageRegistry } from './package-registry.ts';
import { readmeProof } from './readme-proof.ts';

/** https://crates.io/docs/openapi */
const Crate = z.looseObject({
  crate: z.looseObject({ max_version: z.string(), max_stable_version: z.string().nullish() }),
});
const Version = z.looseObject({
  version: z.looseObject({
    num: z.string(),
    yanked: z.boolean().default(false),
    yank_message: z.string().nullish(),
  }),
});
const Pointer = z.looseObject({ url: z.url({ protocol: /^https?$/ }) });

/** crates.io: the version, and its README as it is shown, where comments are gone: the name has to stand in its text. */
export const cargo: PackageRegistry = {
  type: 'cargo',
  proveBy: (server) => `Publish a version whose README shows the line "mcp-name: ${server}"`,
  lookUp: async ({ identifier, version }, server, desk) => {
    if (!/^[a-z][a-z0-9_-]{0,63}$/i.test(identifier))
      return missing(`${JSON.stringify(identifier)} is no name of a crate`);
    const { ask } = desk;
    const base = desk.bases.cargo;
    const place = `${base.url}/api/v1/crates/${identifier}`;
    const whole = await ask(place, { base });
    if (!isThere(whole)) return missing(`crates.io has no ${identifier}`);
    const { max_version: last, max_stable_version: stable } = jsonOf(whole, Crate).crate;
    const latest = stable ?? last;
    const wanted = version ?? latest;
    const answer = await ask(`${place}/${encodeURIComponent(wanted)}`, { base });
    if (!isThere(answer)) return missing(`crates.io has ${identifier}, and no version ${wanted} of it`, latest);
    const { num, yanked, yank_message: why } = jsonOf(answer, Version).version;
    const proof = readmeProof(await readme(`${place}/${encodeURIComponent(num)}/readme`, desk), server);
    const message = `crates.io has ${identifier} ${num}`;
    if (!yanked) return { reason: 'ok', message, proof, latest };
    return { reason: 'package-withdrawn', message: `${message}, yanked${why ? `: ${why}` : ''}`, proof, latest };
  },
};

/** The README as HTML, empty when there is none: the store of them answers with 403 for what it does not have. */
async function readme(place: string, { ask, bases: { cargo: base } }: Desk): Promise<string> {
  const pointer = await ask(place, { base });
  if (!isThere(pointer)) return '';
  const answer = await ask(jsonOf(pointer, Pointer).url, { base, headers: { accept: 'text/html' } });
  return answer.status === 403 || !isThere(answer) ? '' : answer.body.toString('utf8');
}
