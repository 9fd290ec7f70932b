import type { MetaTool } from '../meta-tool.ts';
import { callTool } from './call-tool.ts';
import { describeTool } from './describe-tool.ts';
import { listAvailableTools } from './list-available-tools.ts';
import { listServices } from './list-services.ts';
import { searchTools } from './search-tools.ts';
import { serviceHealth } from './service-health.ts';

/** The tools of the small face, in the order in which clients see them. */
export const metaTools: readonly MetaTool[] = [
  listAvailableTools,
  searchTools,
  describeTool,
  callTool,
  listServices,
  serviceHealth,
];
