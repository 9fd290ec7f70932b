import { Icon, Lamp } from '../../components/icon.tsx';
import type { To } from '../../links.ts';
import { line, visible } from '../../words/visible.ts';
import { hostOf, type Service, type Tool } from './talk.ts';

interface ChooseProps {
  proxy: string;
  services: Service[];
  service: Service | undefined;
  tools: Tool[] | null;
  tool: Tool | undefined;
  /** What was asked for, which the proxy may not have. */
  chosen: { server: string; tool: string };
  choose: (next: { server: string; tool: string }) => void;
  to: To;
}

/** Which server, and which of its tools: what the proxy serves is what there is. */
export function Choose({ proxy, services, service, tools, tool, chosen, choose, to }: ChooseProps) {
  const isMissing = services.length > 0 && !service && chosen.server !== '';
  return (
    <>
      <div class="field">
        <label for="server">server</label>
        <select
          id="server"
          class="in mono"
          aria-describedby="server-h"
          value={service?.server ?? ''}
          onChange={({ currentTarget }) => choose({ server: currentTarget.value, tool: '' })}
        >
          {!service && <option value="">{line(chosen.server, 80) || 'none'}</option>}
          {services.map(({ server }) => (
            <option value={server}>{line(server, 80)}</option>
          ))}
        </select>
        <div class="help" id="server-h">
          {service && <Health service={service} />}
          {isMissing && (
            <p>
              The proxy at {hostOf(proxy)} does not serve {line(chosen.server, 120)}. Its operator can name it under{' '}
              <code>services</code> in <code>proxy.config.json</code>.
            </p>
          )}
        </div>
      </div>
      <div class="field">
        <label for="tool">tool</label>
        <select
          id="tool"
          class="in mono"
          aria-describedby="tool-h"
          value={tool?.name ?? ''}
          onChange={({ currentTarget }) => service && choose({ server: service.server, tool: currentTarget.value })}
        >
          {!tool && <option value="">{tools?.length === 0 ? 'it lists none' : 'none'}</option>}
          {tools?.map(({ name }) => (
            <option value={name}>{line(name, 128)}</option>
          ))}
        </select>
        <div class="help" id="tool-h">
          {tool && <About tool={tool} page={service?.inCatalog ? to(`server/${service.server}/#tools`) : null} />}
        </div>
      </div>
    </>
  );
}

function Health({ service: { health, reason } }: { service: Service }) {
  const known = health === 'healthy' || health === 'degraded' || health === 'unhealthy' ? health : 'unknown';
  return (
    <span class={`badge ${known}`}>
      <Lamp health={known} />
      {known}
      {reason && reason !== 'ok' && <i>{line(reason, 40)}</i>}
    </span>
  );
}

function About({ tool, page }: { tool: Tool; page: string | null }) {
  const { description, readOnly, destructive, quarantine } = tool;
  const text = visible(description).trim();
  return (
    <>
      {text && <p dir="auto">{text.length > 600 ? `${text.slice(0, 600)}…` : text}</p>}
      <p class="row">
        <span class={destructive ? 'tag warn' : 'tag'}>
          <Icon name={readOnly ? 'eye' : destructive ? 'bin' : 'pen'} />
          {readOnly ? 'read-only' : destructive ? 'may destroy' : 'writes'}
        </span>
        {quarantine && (
          <span class="tag warn">
            <Icon name="lock" />
            locked: {line(quarantine, 200)}
          </span>
        )}
        {page && <a href={page}>about this server</a>}
      </p>
    </>
  );
}
