import { render } from 'preact';
import { linksFrom } from '../../links.ts';
import { Playground } from './playground.tsx';
import { findProxy } from './talk.ts';

const place = document.getElementById('playground');
if (place) {
  const to = linksFrom('index.html', document.documentElement.dataset.root ?? '../');
  const proxy = await findProxy(place.dataset.proxy || null);
  // Without one the page stays as it was built: it says how to have one.
  if (proxy !== null) {
    place.replaceChildren();
    render(<Playground proxy={proxy} to={to} asked={new URLSearchParams(location.search)} />, place);
  }
}
