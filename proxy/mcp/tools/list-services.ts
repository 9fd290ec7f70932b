import * as z from 'zod';
import { Health } from '../../../catalog/status/status.ts';
import { describeService } from '../../routing/describe.ts';
import type { MetaTool } from '../meta-tool.ts';
import { answer, fitting, shortened } from './answer.ts';

const Input = z.strictObject({
  health: Health.optional().describe('Only services in this health'),
  after: z.string().optional().describe('Only names after this one: the last of the page before'),
});

/** Lists whom one can call here, and how they are. */
export const listServices: MetaTool = {
  name: 'list_services',
  title: 'List services',
  description: 'Lists the services that can be called: what each is for, how it is now, and how many tools it has.',
  input: Input,
  annotations: { readOnlyHint: true, openWorldHint: false },
  async run(input, { router }) {
    const { health, after = '' } = Input.parse(input);
    const all = router.services
      .map(describeService)
      .filter((service) => health === undefined || service.health === health)
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    const rest = all.filter(({ name }) => name > after);
    const page = fitting(
      rest.map(({ name, title, description, inCatalog, health, reason, toolCount }) => ({
        name,
        title,
        description: shortened(description),
        ...(inCatalog ? {} : { inCatalog }),
        health,
        reason,
        toolCount,
      })),
    );
    return answer({
      services: page,
      total: all.length,
      ...(page.length < rest.length ? { nextAfter: page.at(-1)?.name } : {}),
    });
  },
};
