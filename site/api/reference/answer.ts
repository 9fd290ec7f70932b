import type * as z from 'zod';

/** One kind of file that other programs read, as the API's page and its OpenAPI document tell of it. */
export interface Answer {
  /** From the site's root, with `{…}` for what is different from file to file. */
  path: string;
  /** What it answers, in one line. */
  says: string;
  /** Its media type, as hosts that know it call it. */
  type: string;
  /** The shape of what is in it, and the name that shape goes by; none for what is no JSON of ours. */
  body?: { name: string; shape: z.ZodType };
}

/** Answers that belong together. */
export interface AnswerGroup {
  title: string;
  says: string;
  answers: Answer[];
}

/** What `{…}` of a path stands for. `example` is what a page offers to ask with; a server of the site takes the place of ours. */
export const PARTS: Record<string, { says: string; example: string }> = {
  serverName: { says: 'namespace/name; in an address its slash is %2F', example: 'com.example/weather' },
  version: { says: 'a version of the server, or `latest`', example: 'latest' },
  namespace: { says: 'what stands before the slash of the name', example: 'com.example' },
  name: { says: 'what stands behind it', example: 'weather' },
  feed: { says: '`incidents`, `drift` or `changes`', example: 'incidents' },
  format: { says: '`rss`, `atom` or `json`', example: 'json' },
};
