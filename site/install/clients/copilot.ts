import { BY_HAND, type Process, processJson, type Reached } from '../formats.ts';
import { at, inJson } from '../in-json.ts';
import { GAPS, type Gap } from '../offer.ts';

/** Copilot's own format, which its command line reads, and its sessions in VS Code. In settings and headers it fills in variables. */
export function copilot(path: string) {
  return inJson({
    file: path,
    gap: GAPS.braced,
    process: (launch: Process, gap: Gap) => ({ type: 'local', ...processJson(launch, gap, BY_HAND), tools: ['*'] }),
    remote: (launch: Reached, gap: Gap) => ({ type: launch.transport, ...at(launch, gap, BY_HAND), tools: ['*'] }),
  });
}
