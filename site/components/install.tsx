import type { ServerJson } from '../../catalog/server-json.ts';
import { CLIENTS, type Client, type Offer, offerOf, shortName } from '../install/clients.ts';
import { shellGaps, shellLine } from '../install/shell.ts';
import type { Ask } from '../install/value.ts';
import { type Refusal, type Way, waysOf } from '../install/way.ts';
import { line } from '../words/visible.ts';
import { Code } from './code.tsx';
import { Icon } from './icon.tsx';
import { Notice } from './notice.tsx';

interface InstallProps {
  server: ServerJson;
  alias: string | null;
  proxyUrl: string | undefined;
  /** What a sign-in to the hosted server was seen to be, in a word or two. */
  signIn: string;
}

/** The panel that adds a server to a client: first how to run it, then which client. Tabs work without script. */
export function Install({ server, alias, proxyUrl, signIn }: InstallProps) {
  const name = shortName(alias, server.name);
  const ways = waysOf(server, proxyUrl, alias ?? server.name);
  return (
    <aside class="panel" id="install" aria-labelledby="install-title">
      <h2 id="install-title">Add it to your client</h2>
      {ways.length === 0 && <p class="small">Its entry names no package and no address, so there is nothing to add.</p>}
      {ways.length === 1 &&
        ways.map((way) => (
          <div class="pane">
            <p class="small muted">
              {line(way.label, 40)}, {costOf(way, signIn)}
            </p>
            <WayPane way={way} index={0} name={name} />
          </div>
        ))}
      {ways.length > 1 && (
        <div class={ways.length > 3 ? 'tabs seg many' : 'tabs seg'} role="radiogroup" aria-label="How to run it">
          {ways.map((way, index) => (
            <>
              <input type="radio" name="way" id={`way-${index}`} checked={index === 0} />
              <label for={`way-${index}`}>
                {line(way.label, 40)}
                <small>{costOf(way, signIn)}</small>
              </label>
              <div class="pane">
                <WayPane way={way} index={index} name={name} />
              </div>
            </>
          ))}
        </div>
      )}
    </aside>
  );
}

/** What a way asks of the reader. An entry that declares no key may still want one, so that is not called "no key". */
function costOf(way: Way | Refusal, signIn: string): string {
  if ('refused' in way) return 'not printed';
  if (way.proxied) return 'one address for all';
  if (way.asks.some(({ secret }) => secret)) return 'needs a key';
  if (way.asks.length > 0) return 'needs a setting';
  if (way.optional.some(({ secret }) => secret)) return 'key optional';
  return way.launch.kind === 'remote' && !way.start ? signIn : 'declares no key';
}

function WayPane({ way, index, name }: { way: Way | Refusal; index: number; name: string }) {
  if ('refused' in way) {
    return (
      <Notice icon="warn" title="We print no command for this" tone="degraded">
        {line(way.refused)}
      </Notice>
    );
  }
  const offers = CLIENTS.map((client) => ({ client, offer: offerOf(client, name, way.launch) }));
  const able = offers.flatMap(({ client, offer }) => (typeof offer === 'string' ? [] : [client.id]));
  return (
    <>
      {way.caution && (
        <Notice icon="warn" title={way.caution.title} tone="degraded">
          {way.caution.text}
        </Notice>
      )}
      <Asks asks={way.asks} optional={way.optional} />
      {way.start && (
        <Code
          caption="First start it"
          language="shell"
          text={startLine(way.start)}
          gaps={way.asks.flatMap(({ ask }) => shellGaps(ask))}
        />
      )}
      <div class="tabs wrapd" role="radiogroup" aria-label="Client">
        {offers.map(({ client, offer }) => (
          <ClientTab client={client} offer={offer} way={index} chosen={client.id === able[0]} />
        ))}
      </div>
      {offers.map(({ offer }) => typeof offer === 'string' && <p class="small muted">{offer}</p>)}
    </>
  );
}

function ClientTab({
  client,
  offer,
  way,
  chosen,
}: {
  client: Client;
  offer: Offer | string;
  way: number;
  chosen: boolean;
}) {
  const id = `way-${way}-${client.id}`;
  const cannot = typeof offer === 'string';
  return (
    <>
      <input type="radio" name={`client-${way}`} id={id} value={client.id} checked={chosen} disabled={cannot} />
      <label for={id}>{client.label}</label>
      <div class="pane">{!cannot && <OfferPane offer={offer} />}</div>
    </>
  );
}

function OfferPane({ offer: { links, blocks, after } }: { offer: Offer }) {
  return (
    <>
      {links.length > 0 && (
        <p class="row">
          {links.map(({ label, href }, index) => (
            <a class={index === 0 ? 'btn go' : 'btn'} href={href} rel="nofollow">
              {index === 0 && <Icon name="out" />}
              {label}
            </a>
          ))}
        </p>
      )}
      {blocks.map((block) => (
        <Code {...block} />
      ))}
      {after && <p class="small muted">{after}</p>}
    </>
  );
}

function Asks({ asks, optional }: { asks: Ask[]; optional: Ask[] }) {
  if (asks.length + optional.length === 0) return null;
  return (
    <div class="asks small">
      {asks.length > 0 && (
        <p>
          You fill in{' '}
          {asks.map(({ ask, secret, description }, index) => (
            <>
              {index > 0 && ', '}
              <code title={line(description)}>{ask}</code>
              {secret && ' (secret)'}
            </>
          ))}
          . We print its name, never a value.
        </p>
      )}
      {optional.length > 0 && (
        <p class="muted">
          Also understood:{' '}
          {optional.map(({ ask, secret, description }, index) => (
            <>
              {index > 0 && ', '}
              <code title={line(description)}>{ask}</code>
              {secret && ' (secret)'}
            </>
          ))}
        </p>
      )}
    </div>
  );
}

function startLine({ command, args, env }: NonNullable<Way['start']>): string {
  return shellLine([
    ...(env.length > 0 ? ['env', ...env.map(([key, value]) => [`${key}=`, ...value])] : []),
    command,
    ...args,
  ]);
}
