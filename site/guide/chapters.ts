/** A page of the guide: taken from a file of the repository, whole or some of its sections (headings of the second level). */
export interface Chapter {
  slug: string;
  title: string;
  says: string;
  file: string;
  sections?: string[];
}

/** The guide, in the order of its contents. Its texts are those that developers read in the repository. */
export const CHAPTERS: Chapter[] = [
  {
    slug: 'publish',
    title: 'Publish a server',
    says: 'From your server to an entry, by command, by hand, or without git.',
    file: 'CONTRIBUTING.md',
    sections: ['Add or change a server'],
  },
  {
    slug: 'entry',
    title: 'An entry, field by field',
    says: 'What server.json and listing.json hold, and what is checked.',
    file: 'catalog/README.md',
    sections: ['Add a server', 'server.json', 'listing.json', 'tools.json', 'registry.json', 'What is checked'],
  },
  {
    slug: 'own-registry',
    title: 'Run your own',
    says: 'A fork is a registry: its catalog, its jobs and its site.',
    file: 'docs/own-registry.md',
  },
  {
    slug: 'static-hosting',
    title: 'The API as files',
    says: 'What a plain host of files answers, and which clients can read it.',
    file: 'docs/static-hosting.md',
  },
  {
    slug: 'files',
    title: 'What there is to read',
    says: 'Every file below this site that other programs can use.',
    file: 'site/README.md',
    sections: ['What there is to read'],
  },
  {
    slug: 'api',
    title: 'The API of the proxy',
    says: 'Calling tools, listing servers and publishing, over REST and MCP.',
    file: 'proxy/README.md',
    sections: ['Call it', 'Registry', 'Publishing', 'When something is wrong'],
  },
  {
    slug: 'proxy',
    title: 'The proxy',
    says: 'Configure it, and what it does for the calls it routes.',
    file: 'proxy/README.md',
    sections: [
      'Configure it',
      'Where services come from',
      'Doors and transports',
      'Features',
      'REST services as tools',
      'Health, retries and ejection',
      'Tool locks',
      'Several workers',
    ],
  },
];

/** Where a chapter lies, from the site's root. */
export function chapterPath({ slug }: Pick<Chapter, 'slug'>): string {
  return `guide/${slug}/`;
}
