import { cautionsOf, gapsOf, type Process, processJson, type Reached, record, yaml } from '../formats.ts';
import { after } from '../in-json.ts';
import { GAPS, type Offer } from '../offer.ts';
import { textOf } from '../value.ts';

export function continueProcess(name: string, launch: Process): Offer {
  return continueFile(name, processJson(launch, GAPS.secrets), launch);
}

export function continueRemote(name: string, launch: Reached): Offer {
  const { headers, url, transport } = launch;
  const type = transport === 'sse' ? 'sse' : 'streamable-http';
  const options = headers.length > 0 ? { requestOptions: { headers: record(headers, GAPS.secrets) } } : {};
  return continueFile(name, { type, url: textOf(url, GAPS.secrets), ...options }, launch);
}

function continueFile(name: string, config: object, launch: Process | Reached): Offer {
  const whole = { name, version: '0.0.1', schema: 'v1', mcpServers: [{ name, ...config }] };
  const gaps = gapsOf(launch).map(GAPS.secrets);
  const caption = `.continue/mcpServers/${name}.yaml`;
  const blocks = [{ caption, language: 'yaml' as const, text: yaml(whole), gaps }];
  return { links: [], blocks, ...after(cautionsOf(whole, launch, GAPS.secrets)) };
}
