import MiniSearch, { type Query } from 'minisearch';
import { partsOf, termsIn, wordsIn } from './words.ts';

/** What a search looks at. `id` is the server's full name. Runs in browsers too. */
export interface SearchDocument {
  id: string;
  title: string;
  alias: string;
  description: string;
  tags: string[];
  categories: string[];
  tools: string[];
}

export interface Search {
  /** The ids that match all words of a query, best first. A word may be begun or slightly misspelt. Empty query: none. */
  find(query: string): string[];
}

/** One search for the site, the REST API and the MCP tools: names weigh most, then tools and tags, then prose. */
export function buildSearch(documents: Iterable<SearchDocument>): Search {
  const index = new MiniSearch<SearchDocument>({
    fields: ['id', 'title', 'alias', 'description', 'tags', 'categories', 'tools'],
    extractField: (document, field) => {
      const value = document[field as keyof SearchDocument];
      return Array.isArray(value) ? value.join(' ') : value;
    },
    tokenize: termsIn,
    searchOptions: {
      combineWith: 'AND',
      prefix: true,
      fuzzy: (term) => (term.length >= 4 ? 0.2 : false),
      maxFuzzy: 2,
      boost: { title: 5, alias: 5, id: 3, tools: 2, tags: 2, categories: 2 },
      weights: { fuzzy: 0.2, prefix: 0.5 },
    },
  });
  index.addAll([...documents]);
  return { find: (query) => index.search(asked(query)).map(({ id }) => String(id)) };
}

/** All words of a query, and each as one word or as its parts: "GitHub" finds `github`, "echoMessage" finds `echo_message`. */
function asked(query: string): Query {
  const queries = wordsIn(query.slice(0, 200)).map((word): Query => {
    const parts = partsOf(word);
    const whole = word.toLowerCase();
    return parts.length > 1 ? { combineWith: 'OR', queries: [whole, { combineWith: 'AND', queries: parts }] } : whole;
  });
  return { combineWith: 'AND', queries };
}
