import { partsIn } from '../../rules/server-view.ts';
import { type Mend, noted } from './mend.ts';
import { dropPart } from './packages.ts';

const TODAY: Record<string, string> = {
  streamable: 'streamable-http',
  streamable_http: 'streamable-http',
  http: 'streamable-http',
};

export const remotes: Mend = {
  name: 'remotes',
  why: 'A remote says by which transport it is spoken to, in today’s words.',
  run(draft) {
    for (const [index, { value }] of [...partsIn(draft.server, 'remotes').entries()].reverse()) {
      const isTemplate = typeof value.url === 'string' && /[<>]/.test(value.url);
      if (isTemplate) dropPart(draft, 'remotes', index, 'Its address holds a placeholder such as <TOKEN>');
    }
    for (const { pointer, value: remote } of partsIn(draft.server, 'remotes')) {
      const type = remote.type ?? '';
      if (typeof type !== 'string') continue;
      if (Object.hasOwn(TODAY, type)) remote.type = TODAY[type];
      if (type !== '' || typeof remote.url !== 'string') continue;
      remote.type = /\/sse\/?(?:[?#]|$)/.test(remote.url) ? 'sse' : 'streamable-http';
      noted(
        draft,
        'transport-guessed',
        `${pointer}/type`,
        `No transport was said; the address looks like ${remote.type}`,
      );
    }
  },
};
