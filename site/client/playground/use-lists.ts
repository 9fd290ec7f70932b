import { useEffect, useState } from 'preact/hooks';
import { listServices, listTools, type Service, type Tool } from './talk.ts';

/** What is called: a server, by its name or its service's, and one of its tools. Empty: not chosen yet. */
export interface Choice {
  server: string;
  tool: string;
}

/** What the proxy offers; null while its list is on its way. */
export interface Lists {
  services: Service[] | null;
  tools: Tool[] | null;
  service: Service | undefined;
  tool: Tool | undefined;
  chosen: Choice;
  choose(next: Choice): void;
  /** Why there is no list; empty: no fault. */
  fault: string;
  askAgain(): void;
}

interface ListsOptions {
  proxy: string;
  token: string;
  /** What is chosen at first. */
  first: Choice;
  onChoose(): void;
}

/** Asks the proxy for its services, and for the tools of the chosen one; the first of each is chosen where nobody did. */
export function useLists({ proxy, token, first, onChoose }: ListsOptions): Lists {
  const [services, setServices] = useState<Service[] | null>(null);
  const [tools, setTools] = useState<Tool[] | null>(null);
  const [chosen, setChosen] = useState(first);
  const [fault, setFault] = useState('');
  const [turn, setTurn] = useState(0);
  const service = services?.find(({ name, server }) => server === chosen.server || name === chosen.server);
  const tool = tools?.find(({ name }) => name === chosen.tool);

  // The token goes with the next look; it is no reason for one.
  useEffect(() => {
    setFault('');
    listServices(proxy, token).then(
      (list) => {
        setServices(list);
        if (!chosen.server && list[0]) choose({ server: list[0].server, tool: '' });
      },
      (error: unknown) => setFault(messageOf(error)),
    );
  }, [proxy, turn]);

  useEffect(() => {
    let current = true;
    setTools(null);
    if (!service) return;
    listTools(proxy, service.name, token).then(
      (list) => {
        if (!current) return;
        setTools(list);
        if (!list.some(({ name }) => name === chosen.tool))
          choose({ server: service.server, tool: list[0]?.name ?? '' });
      },
      (error: unknown) => current && setFault(messageOf(error)),
    );
    return () => {
      current = false;
    };
  }, [proxy, service?.name, turn]);

  function choose(next: Choice) {
    setChosen(next);
    onChoose();
    // So that the address can be shared. It never says what was entered.
    const query = new URLSearchParams(next.tool ? { ...next } : { server: next.server });
    history.replaceState(null, '', `?${query}`);
  }

  return { services, tools, service, tool, chosen, choose, fault, askAgain: () => setTurn(turn + 1) };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
