import type { ToolDefinition } from '../../catalog/tool.ts';
import type { UpstreamFault } from '../upstream/fault.ts';

/** Whether a failed call may be tried again: only if it certainly did not run, or if running twice does no harm. */
export function mayRetry({ executed }: UpstreamFault, { annotations }: ToolDefinition): boolean {
  return executed === 'no' || annotations?.readOnlyHint === true || annotations?.idempotentHint === true;
}
