import { render } from 'preact';
import { WayPane } from '../components/install.tsx';
import { BlockCode, OfferPane } from '../components/offer-pane.tsx';
import { type Client, offerOf, shortName } from '../install/client.ts';
import { CLIENTS, IN_PAGE } from '../install/clients.ts';
import { fillWay } from '../install/fill.ts';
import { startBlock } from '../install/formats.ts';
import { type Way, waysOf } from '../install/way.ts';
import { linksFrom } from '../links.ts';
import { addCopyButtons } from './copy.ts';
import { fetchEntry } from './entry.ts';
import { highlightKeys } from './highlight.ts';
import { openMenu } from './menu.ts';
import { recall, remember } from './storage.ts';

/** The install panel with all clients in it, and with what the reader typed. */
export interface LiveInstall {
  /** Shows a client, in each way that it can take. */
  choose(id: string): void;
  openMenu(button: HTMLButtonElement): void;
  /** Makes all blocks anew from what stands in the form. */
  refresh(): void;
}

const MASK = '••••••••';

/** Reads the entry that the page was made of, and makes of it what the page has no room for. */
export async function liveInstall(panel: HTMLElement): Promise<LiveInstall> {
  const entry = await fetchEntry();
  const server = entry.versions.find(({ isLatest }) => isLatest)?.server;
  if (!server) throw new Error(`${entry.name} has no latest version`);
  const name = shortName(entry.alias, entry.name);
  const ways = waysOf(server, panel.dataset.proxy, entry.alias ?? entry.name);
  const isMore = addLaterWays(panel, ways, name);
  const groups = [...panel.querySelectorAll<HTMLElement>('[data-way]')].flatMap((tabs) => {
    const way = ways[Number(tabs.dataset.way)];
    return way && !('refused' in way) ? [{ tabs, way, around: tabs.parentElement ?? panel }] : [];
  });

  const refresh = () => {
    for (const { tabs, way, around } of groups) {
      const typed = typedIn(around, way);
      for (const tab of tabs.querySelectorAll<HTMLInputElement>('input[type="radio"]')) {
        const client = CLIENTS.find(({ id }) => id === tab.value);
        const pane = tab.nextElementSibling?.nextElementSibling;
        if (client && pane && !tab.disabled) showOffer(pane, client, name, typed);
      }
      const start = around.querySelector('[data-start]');
      const [shown, real] = [typed.shown.start, typed.real.start];
      if (start && shown && real) {
        render(<BlockCode block={startBlock(shown)} copies={startBlock(real)} />, start);
        addCopyButtons(start);
        highlightKeys(start);
      }
    }
  };

  const choose = (id: string) => {
    const client = CLIENTS.find((one) => one.id === id);
    if (!client) return;
    for (const { tabs, way } of groups) {
      if (typeof offerOf(client, name, way.launch) === 'string') continue;
      const tab = tabs.querySelector<HTMLInputElement>(`input[value="${id}"]`) ?? addTab(tabs, client);
      tab.checked = true;
    }
    refresh();
  };

  const last = recall('client');
  if (isMore && last) choose(last);

  return {
    choose,
    refresh,
    openMenu(button) {
      const group = groups.find(({ tabs }) => tabs.contains(button));
      if (!group) return;
      const items = CLIENTS.slice(IN_PAGE).map((client) => {
        const offer = offerOf(client, name, group.way.launch);
        const { id, label } = client;
        return typeof offer === 'string' ? { id, label, reason: offer } : { id, label };
      });
      openMenu(button, items, (id) => {
        choose(id);
        remember('client', id);
        group.tabs.querySelector<HTMLInputElement>('input:checked')?.focus();
      });
    },
  };
}

/** Makes the panes of the ways for which the page had no room; false where it had. */
function addLaterWays(panel: HTMLElement, ways: ReturnType<typeof waysOf>, name: string): boolean {
  const to = linksFrom('index.html', document.documentElement.dataset.root);
  const panes = [...panel.querySelectorAll<HTMLElement>('[data-later]')];
  for (const pane of panes) {
    const index = Number(pane.dataset.later);
    const way = ways[index];
    if (!way) continue;
    delete pane.dataset.later;
    pane.replaceChildren();
    render(<WayPane way={way} index={index} name={name} to={to} />, pane);
    addCopyButtons(pane);
    highlightKeys(pane);
  }
  return panes.length > 0;
}

/** A way as it is shown, as it is copied, and as a link may carry it: a secret is in no link. */
function typedIn(around: Element, way: Way): { shown: Way; real: Way; linked: Way } {
  const visible = around.querySelector<HTMLInputElement>('[data-show]')?.checked === true;
  const [shown, real, linked] = [new Map<string, string>(), new Map<string, string>(), new Map<string, string>()];
  for (const { dataset, value } of around.querySelectorAll<HTMLInputElement>('[data-ask]')) {
    const typed = value.trim();
    if (!dataset.ask || !typed) continue;
    const secret = dataset.secret !== undefined;
    real.set(dataset.ask, typed);
    shown.set(dataset.ask, secret && !visible ? MASK : typed);
    if (!secret) linked.set(dataset.ask, typed);
  }
  return { shown: fillWay(way, shown), real: fillWay(way, real), linked: fillWay(way, linked) };
}

function showOffer(pane: Element, client: Client, name: string, typed: ReturnType<typeof typedIn>): void {
  const [shown, real, linked] = [typed.shown, typed.real, typed.linked].map(({ launch }) =>
    offerOf(client, name, launch),
  );
  if (typeof shown !== 'object' || typeof real !== 'object' || typeof linked !== 'object') return;
  const note = CLIENTS.indexOf(client) < IN_PAGE ? undefined : client.note;
  render(<OfferPane offer={{ ...shown, links: linked.links }} copies={real.blocks} note={note} />, pane);
  addCopyButtons(pane);
  highlightKeys(pane);
}

/** One more tab, before the button of the menu; the tab that was brought before makes room. */
function addTab(tabs: HTMLElement, { id, label }: Client): HTMLInputElement {
  const way = tabs.dataset.way ?? '0';
  for (const old of tabs.querySelectorAll('[data-brought]')) old.remove();
  const tab = document.createElement('input');
  Object.assign(tab, { type: 'radio', name: `client-${way}`, id: `way-${way}-${id}`, value: id });
  const words = document.createElement('label');
  words.htmlFor = tab.id;
  words.textContent = label;
  const pane = document.createElement('div');
  pane.className = 'pane';
  for (const part of [tab, words, pane]) part.dataset.brought = '';
  tabs.querySelector('.others')?.before(tab, words, pane);
  return tab;
}
