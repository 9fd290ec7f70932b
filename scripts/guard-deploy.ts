import { resolve } from 'node:path';
import { readRegistry } from '../catalog/registry-file.ts';
import { operatorConfig } from '../proxy/operator-config.ts';
import { publisherEgress } from '../proxy/services/egress.ts';
import { command, EXIT, ROOT, run, setting, UserError } from './command.ts';
import { builtEntries, isEnough, publishedEntries } from './deploy-guard/entries.ts';

const program = command('guard:deploy', 'Refuse a built site that has far fewer servers than the one it would replace.')
  .addOption(setting('--out <folder>', 'the built site').default('dist'))
  .addOption(setting('--from <site>', 'the address of the published site (default: siteUrl of the registry)'))
  .addOption(setting('--keep <percent>', 'how many of its servers must still be there').default('95'))
  .addOption(setting('--config <file>', 'its egress.allow opens private addresses').default('proxy.config.json'));

interface Options {
  out: string;
  from?: string;
  keep: string;
  config: string;
}

await run<Options>(program, async ({ out, from, keep, config: file, catalog, json }) => {
  const percent = Number(keep);
  if (!(percent >= 0 && percent <= 100))
    throw new UserError(`${JSON.stringify(keep)} is no percentage`, { exitCode: EXIT.misuse });
  const built = await builtEntries(resolve(ROOT, out));
  const site = from ?? (await readRegistry(resolve(ROOT, catalog))).siteUrl;
  const published = await publishedEntries(site, publisherEgress(await operatorConfig(file, ROOT)));
  const passes = isEnough(built, published.count, percent);
  const report = { built, published: published.count, site, passes };
  const before = published.count === null ? `nothing to compare with: ${published.why}` : `${published.count} before`;
  const verdict = passes ? '' : `: fewer than ${percent} % are left. If that is meant, say --keep 0`;
  if (json) console.log(JSON.stringify(report));
  else console.log(`${built} servers, ${before}${verdict}`);
  return passes ? EXIT.ok : EXIT.problems;
});
