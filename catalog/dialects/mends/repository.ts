import { isObject } from '../../json/json.ts';
import { type Mend, noted } from './mend.ts';

export const repository: Mend = {
  name: 'repository',
  why: 'The repository is the page where people read the code, not the address that git clones.',
  run(draft) {
    const said = draft.server.repository;
    if (!isObject(said)) return;
    const { url, id, ...rest } = said;
    if (typeof url !== 'string' || url.trim() === '') {
      delete draft.server.repository;
      noted(draft, 'repository-dropped', '/repository', 'The repository had no address');
      return;
    }
    const page = url
      .trim()
      .replace(/^git\+(?=https?:)/, '')
      .replace(/\.git\/?$/, '');
    const source = said.source || hostOf(page);
    draft.server.repository = {
      ...rest,
      url: page,
      ...(source === undefined ? {} : { source }),
      ...(id ? { id } : {}),
    };
    if (page !== url) noted(draft, 'repository-mended', '/repository/url', `The address was ${JSON.stringify(url)}`);
    if (source !== said.source) noted(draft, 'repository-mended', '/repository/source', `Its address says ${source}`);
  },
};

function hostOf(url: string): string | undefined {
  return /^https?:\/\/(?:www\.)?(github|gitlab)\.com\//.exec(url)?.[1];
}
