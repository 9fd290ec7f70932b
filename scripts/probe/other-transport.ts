import type { Connect, Target } from '../../proxy/upstream/connect.ts';
import { UpstreamFault } from '../../proxy/upstream/fault.ts';

const PATIENCE_MS = 3000;

/** Whether the same address answers over the transport that the entry does not declare. */
export async function speaksOther(
  target: Exclude<Target, { transport: 'stdio' }>,
  connect: Connect,
  signal: AbortSignal,
): Promise<boolean> {
  const transport = target.transport === 'sse' ? 'streamable-http' : 'sse';
  const { http } = target;
  const until = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]);
  try {
    await using _upstream = await connect(
      { transport, http },
      { signal: until, limits: { connections: transport === 'sse' ? 2 : 1 } },
    );
    return true;
  } catch (error) {
    return error instanceof UpstreamFault && error.reason === 'auth-required';
  }
}
