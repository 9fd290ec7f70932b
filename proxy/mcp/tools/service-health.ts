import * as z from 'zod';
import { describeHealth } from '../../routing/describe.ts';
import type { MetaTool } from '../meta-tool.ts';
import { answer } from './answer.ts';

const Input = z.strictObject({ service: z.string().describe('The service, as list_services names it') });

/** Tells how one service is, as calls and checks have last found it. */
export const serviceHealth: MetaTool = {
  name: 'service_health',
  title: 'Health of a service',
  description: 'Tells how one service is now, since when and why, instance by instance.',
  input: Input,
  annotations: { readOnlyHint: true, openWorldHint: false },
  async run(input, { router }) {
    return answer(describeHealth(router.resolve(Input.parse(input).service)));
  },
};
