import type { ServerJson } from '../../catalog/server-json.ts';
import { OfferPane } from '../components/offer-pane.tsx';
import { type Client, offerOf } from '../install/client.ts';
import { CLIENTS } from '../install/clients.ts';
import { type Way, waysOf } from '../install/way.ts';
import { CLIENTS_PAGE } from '../links.ts';
import type { PageMaker } from '../site.ts';
import { counted } from '../words/numbers.ts';
import { dayOf } from '../words/time.ts';

/** How each client is told of a server, by an example: for those whose blocks a server's page makes with script alone. */
export const clients: PageMaker = () => [
  {
    path: `${CLIENTS_PAGE}index.html`,
    title: 'How to add a server to each client',
    description: 'Where each MCP client keeps its servers, and in which format',
    body: () => (
      <div class="doc">
        <div class="hero">
          <h1>How to add a server to each client</h1>
          <p class="lede">
            {counted(CLIENTS.length, 'client')}, each with a hosted server and with one that runs on your machine. The
            names are an example: put the address, or the command, of your server there.
          </p>
        </div>
        <nav aria-label="Clients">
          <ul class="index">
            {CLIENTS.map(({ id, label }) => (
              <li>
                <a href={`#${id}`}>{label}</a>
              </li>
            ))}
          </ul>
        </nav>
        {CLIENTS.map((client) => (
          <ClientHelp client={client} />
        ))}
      </div>
    ),
  },
];

function ClientHelp({ client }: { client: Client }) {
  return (
    <section class="sec" id={client.id}>
      <h2>
        {client.label}{' '}
        <small>
          {client.standing === 'documented' ? 'as its makers document it' : 'as everybody does it; not documented'},
          checked {dayOf(client.verifiedAt)}
        </small>
      </h2>
      {client.note && <p>{client.note}</p>}
      <div class="two">
        <Example words="A hosted server" way={HOSTED} client={client} />
        <Example words="One that runs on your machine" way={LOCAL} client={client} />
      </div>
    </section>
  );
}

function Example({ words, way, client }: { words: string; way: Way; client: Client }) {
  const offer = offerOf(client, 'weather', way.launch);
  return (
    <div class="stack">
      <h3>{words}</h3>
      {typeof offer === 'string' ? <p class="muted">{offer}</p> : <OfferPane offer={{ ...offer, links: [] }} />}
    </div>
  );
}

const EXAMPLE: ServerJson = {
  name: 'com.example/weather',
  description: 'An example',
  version: '1.0.0',
  remotes: [{ type: 'streamable-http', url: 'https://weather.example.com/mcp' }],
  packages: [
    {
      registryType: 'npm',
      identifier: '@example/weather',
      version: '1.0.0',
      transport: { type: 'stdio' },
      environmentVariables: [{ name: 'WEATHER_TOKEN', isRequired: true, isSecret: true, description: 'Your token' }],
    },
  ],
};

const [HOSTED, LOCAL] = exampleWays();

function exampleWays(): [hosted: Way, local: Way] {
  const [hosted, local] = waysOf(EXAMPLE, undefined, 'weather');
  if (!hosted || !local || 'refused' in hosted || 'refused' in local) throw new Error('The example cannot be printed');
  return [hosted, local];
}
