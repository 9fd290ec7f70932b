import type { News, NewsKind } from '../news.ts';
import { toolsChanged } from './drift.ts';
import { counted } from './numbers.ts';
import { line } from './visible.ts';

/** How each kind of change is called where readers choose one. */
export const NEWS_WORDS: Record<NewsKind, { title: string; count(number: number): string }> = {
  new: { title: 'New servers', count: (number) => counted(number, 'new server') },
  version: { title: 'Versions', count: (number) => counted(number, 'change of versions', 'changes of versions') },
  tools: { title: 'Changed tools', count: (number) => counted(number, 'change of tools', 'changes of tools') },
  gone: { title: 'Gone', count: (number) => `${counted(number, 'server')} gone` },
};

/** What became of the server, as what follows its name: `joined`, `2.0.0`, `tools: 1 new, 2 gone`. */
export function newsWords(news: News): string {
  if (news.kind === 'tools') return `tools: ${toolsChanged(news.tools)}`;
  const version = news.unversioned ? '' : line(news.version, 40);
  switch (news.change) {
    case 'published':
      return news.kind === 'new' ? `joined${version && `, at ${version}`}` : version || 'has a new version';
    case 'updated':
      return `${version && `${version} `}has a new description of itself`;
    case 'deprecated':
      return `${version && `${version} `}is deprecated`;
    case 'restored':
      return `${version && `${version} `}is active again`;
    case 'deleted':
      return news.kind === 'gone' ? 'is gone' : `${version && `${version} `}is deleted`;
  }
}

/** The news in numbers, as a sentence: `3 new servers, 1 change of tools.` */
export function newsInNumbers(news: News[]): string {
  const counts = Object.entries(NEWS_WORDS).flatMap(([kind, words]) => {
    const count = news.filter((one) => one.kind === kind).length;
    return count > 0 ? [words.count(count)] : [];
  });
  return counts.length > 0 ? `${counts.join(', ')}.` : '';
}
