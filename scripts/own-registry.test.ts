import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'jsonc-parser';
import { describe, expect, it } from 'vitest';
import { Registry } from '../catalog/registry.ts';
import { ProxyConfig } from '../proxy/config.ts';
import { ROOT } from './command.ts';

const text = readFileSync(join(ROOT, 'docs/own-registry.md'), 'utf8');
const blocksIn = (language: string) =>
  [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, 'gm'))].map(([, block = '']) => block);

describe('what the guide to a registry of your own tells to write', () => {
  it('is a registry.json', () => {
    const [block = ''] = blocksIn('json');
    expect(Registry.parse(JSON.parse(block)).namespaces).toHaveLength(3);
  });

  it('is a configuration of the proxy', () => {
    const [block = ''] = blocksIn('jsonc');
    expect(ProxyConfig.parse(parse(block)).snapshot).toMatch(/^https:.*\/snapshot$/);
  });

  it('runs npm scripts that there are', () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    const run = [...text.matchAll(/npm run ([\w:-]+)/g)].map(([, name = '']) => name);
    expect(run.filter((name) => !Object.hasOwn(scripts, name))).toEqual([]);
  });
});
