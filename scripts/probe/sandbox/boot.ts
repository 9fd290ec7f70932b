import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Package } from '../../../catalog/server-json.ts';
import type { InstanceSpec } from '../../../proxy/services/service.ts';
import { type Connect, connectUpstream } from '../../../proxy/upstream/connect.ts';
import { UpstreamFault } from '../../../proxy/upstream/fault.ts';
import type { StdioCommand } from '../../../proxy/upstream/stdio.ts';
import { type Look, lookAt, seen } from '../look.ts';
import { secretsOf } from './bootable.ts';
import { excuseOf } from './last-words.ts';
import { SANDBOX_LIMITS, type SandboxLimits, type SandboxPlace, sandboxed } from './sandbox.ts';

export interface BootOptions {
  readable: string[];
  limits?: SandboxLimits;
  /** The longest that all of it may take, in milliseconds. */
  timeoutMs?: number;
  isRoot?: boolean;
}

/** Starts a package in a sandbox, looks at it as at any server, and ends it. */
export async function bootInSandbox(
  spec: InstanceSpec,
  command: StdioCommand,
  pkg: Package,
  { readable, limits = SANDBOX_LIMITS, timeoutMs = 20_000, isRoot = process.getuid?.() === 0 }: BootOptions,
): Promise<Look> {
  const place: SandboxPlace = { readable, isRoot };
  const fault = await sandboxFault(place, limits);
  if (fault) return seen(spec, 'not-runnable', fault);
  const target = { transport: 'stdio' as const, command: sandboxed(command, { ...limits, ...place }) };
  const look = await lookAt({ ...spec, target }, { connect: excusing(secretsOf(pkg)), timeoutMs });
  const request = `${spec.address.slice(0, 500)} in a sandbox: server/discover, else initialize; then tools/list`;
  return { ...look, asked: { step: Object.keys(look.instance.stepsMs).at(-1) ?? 'boot', request } };
}

/** Why no sandbox can be made here, and what to do about it; null when it can. Asked anew each time: it takes 10 ms. */
async function sandboxFault(place: SandboxPlace, limits: SandboxLimits): Promise<string | null> {
  const nothing = { command: 'true', args: [], env: {}, cwd: '/' };
  const { command, args } = sandboxed(nothing, { ...limits, ...place });
  return promisify(execFile)(command, args, { timeout: 5000, env: { PATH: process.env.PATH } }).then(
    () => null,
    (error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
        return 'there is no sandbox to start it in: install bubblewrap (bwrap)';
      const said = error instanceof Error && 'stderr' in error ? String(error.stderr).trim().split('\n').at(-1) : '';
      return `no sandbox can be made on this machine: ${said || error}`.slice(0, 300);
    },
  );
}

/** Connects as ever; a server that leaves for want of what a sandbox does not give, such as its secrets, has not crashed. */
export function excusing(secrets: string[]): Connect {
  return async (target, options) => {
    try {
      return await connectUpstream(target, options);
    } catch (error) {
      const isCrash = error instanceof UpstreamFault && error.reason === 'crashed';
      const excuse = isCrash ? excuseOf(error.said, secrets) : null;
      throw excuse ? new UpstreamFault(excuse.reason, excuse.message, { cause: error }) : error;
    }
  };
}
