import type { ServerJson } from '../../catalog/server-json.ts';
import { offerOf, shortName } from '../install/client.ts';
import { CLIENTS, IN_PAGE } from '../install/clients.ts';
import { startBlock } from '../install/formats.ts';
import { type Refusal, type Way, waysOf } from '../install/way.ts';
import { CLIENTS_PAGE, type To } from '../links.ts';
import { line } from '../words/visible.ts';
import { Fill } from './fill.tsx';
import { Notice } from './notice.tsx';
import { BlockCode, OfferPane } from './offer-pane.tsx';

interface InstallProps {
  server: ServerJson;
  alias: string | null;
  proxyUrl: string | undefined;
  /** What a sign-in to the hosted server was seen to be, in a word or two. */
  signIn: string;
  /** The page has room for the blocks of the first way alone. */
  lean: boolean;
  to: To;
}

/**
 * The panel that adds a server to a client: first how to run it, then which client. Tabs work without script; with it,
 * `client/install.ts` brings the clients whose blocks are not in the page, and fills in what the reader types.
 */
export function Install({ server, alias, proxyUrl, signIn, lean, to }: InstallProps) {
  const name = shortName(alias, server.name);
  const ways = waysOf(server, proxyUrl, alias ?? server.name);
  return (
    <aside class="panel" id="install" aria-labelledby="install-title" data-proxy={proxyUrl}>
      <h2 id="install-title">Add it to your client</h2>
      {ways.length === 0 && <p class="small">Its entry names no package and no address, so there is nothing to add.</p>}
      {ways.length === 1 &&
        ways.map((way) => (
          <div class="pane">
            <p class="small muted">
              {line(way.label, 40)}, {costOf(way, signIn)}
            </p>
            <WayPane way={way} index={0} name={name} to={to} />
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
              {lean && index > 0 ? (
                <LaterPane index={index} to={to} />
              ) : (
                <div class="pane">
                  <WayPane way={way} index={index} name={name} to={to} />
                </div>
              )}
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

/** A way whose blocks `client/live-install.tsx` makes once a reader chooses it. */
function LaterPane({ index, to }: { index: number; to: To }) {
  return (
    <div class="pane" data-later={index}>
      <p class="small">
        <a href={to(CLIENTS_PAGE)}>How each client is told of it</a>
      </p>
    </div>
  );
}

/** One way to run a server: what the reader fills in, how it is started, and a tab for each client. The same in the build and in the browser. */
export function WayPane({ way, index, name, to }: { way: Way | Refusal; index: number; name: string; to: To }) {
  if ('refused' in way) {
    return (
      <Notice icon="warn" title="We print no command for this" tone="degraded">
        {line(way.refused)}
      </Notice>
    );
  }
  const offers = CLIENTS.slice(0, IN_PAGE).map((client) => ({ client, offer: offerOf(client, name, way.launch) }));
  const first = offers.find(({ offer }) => typeof offer !== 'string')?.client.id;
  return (
    <>
      {way.caution && (
        <Notice icon="warn" title={way.caution.title} tone="degraded">
          {way.caution.text}
        </Notice>
      )}
      <Fill way={way} index={index} />
      {way.start && (
        <div data-start="">
          <BlockCode block={startBlock(way.start)} />
        </div>
      )}
      <div class="tabs wrapd" role="radiogroup" aria-label="Client" data-way={index}>
        {offers.map(({ client: { id, label }, offer }) => (
          <>
            <input
              type="radio"
              name={`client-${index}`}
              id={`way-${index}-${id}`}
              value={id}
              checked={id === first}
              disabled={typeof offer === 'string'}
            />
            <label for={`way-${index}-${id}`}>{label}</label>
            {typeof offer !== 'string' && (
              <div class="pane">
                <OfferPane offer={{ ...offer, blocks: offer.blocks.filter(({ other }) => !other) }} />
              </div>
            )}
          </>
        ))}
        <a class="others" href={to(CLIENTS_PAGE)}>
          {CLIENTS.length - IN_PAGE} more
        </a>
      </div>
      {offers.map(({ offer }) => typeof offer === 'string' && <p class="small muted">{offer}</p>)}
    </>
  );
}
