import type { MetaTool } from '../meta-tool.ts';
import { callTool } from './call-tool.ts';
import { listAvailableTools } from './list-available-tools.ts';

/** The tools of the small face, in the order in which clients see them. */
export const metaTools: readonly MetaTool[] = [listAvailableTools, callTool];
