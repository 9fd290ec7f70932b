import * as z from 'zod';
import { buildSearch } from '../../../catalog/search.ts';
import { shownTool } from '../../routing/quarantine.ts';
import type { Router } from '../../routing/router.ts';
import type { MetaTool } from '../meta-tool.ts';
import { answer, fitting, shortened } from './answer.ts';

const Input = z.strictObject({
  query: z
    .string()
    .min(1)
    .max(200)
    .describe('What the tool should do, in a few words: "create issue", "query postgres"'),
  service: z.string().optional().describe('Only among the tools of this service'),
  limit: z.int().min(1).max(50).optional().describe('At most so many (10)'),
});

/** Finds tools by what they do, so that nobody has to read them all. Connects to nobody. */
export const searchTools: MetaTool = {
  name: 'search_tools',
  title: 'Search tools',
  description:
    'Finds tools by words in their names and descriptions, best match first. Words may be begun or misspelt.',
  input: Input,
  annotations: { readOnlyHint: true, openWorldHint: false },
  async run(input, { router }) {
    const { query, service, limit = 10 } = Input.parse(input);
    const found = find(router, query, service);
    return answer({ tools: fitting(found.slice(0, limit)), total: found.length });
  },
};

function find(router: Router, query: string, name: string | undefined) {
  const services = name === undefined ? router.services : [router.resolve(name)];
  const tools = services.flatMap((service) =>
    service.tools().map((tool) => ({ service, tool: shownTool(service, tool) })),
  );
  const search = buildSearch(
    tools.map(({ service, tool }, index) => ({
      id: String(index),
      title: tool.title ?? '',
      alias: service.name,
      description: tool.description ?? '',
      tags: service.entry.listing.tags,
      categories: service.entry.listing.categories,
      tools: [tool.name],
    })),
  );
  return search.find(query).flatMap((id) => {
    const { service, tool } = tools[Number(id)] ?? {};
    if (!service || !tool) return [];
    const title = tool.title === undefined ? {} : { title: tool.title };
    const quarantined = service.quarantined.has(tool.name) ? { quarantined: true } : {};
    return [
      { service: service.name, name: tool.name, ...title, description: shortened(tool.description), ...quarantined },
    ];
  });
}
