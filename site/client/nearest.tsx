import { render } from 'preact';
import { serverPath } from '../../catalog/urls.ts';
import { linksFrom } from '../links.ts';
import { ownName } from '../names.ts';
import { nearestTo } from '../nearest.ts';
import { namesLike } from './names.ts';

/** On the page for unknown addresses: the names closest to what was asked for. */
export async function showNearest(place: HTMLElement): Promise<void> {
  const root = document.documentElement.dataset.root ?? '/';
  const asked = askedFor(location.pathname);
  const near = asked ? nearestTo(asked, await namesLike(ownName(asked), root)) : [];
  if (near.length === 0) return;
  const to = linksFrom('404.html', root);
  place.hidden = false;
  render(
    <>
      <h2>Did you mean</h2>
      <ul class="rows">
        {near.map(([name, title]) => (
          <li>
            <a href={to(serverPath(name))}>
              <bdi>{title}</bdi>
            </a>
            <code>{name}</code>
          </li>
        ))}
      </ul>
    </>,
    place,
  );
}

/** `com.example/weather` of `/registry/server/com.example/weather/`; of any other address its last part. */
function askedFor(path: string): string {
  const parts = path.split('/').filter(Boolean);
  const at = parts.lastIndexOf('server');
  const asked = (at >= 0 ? parts.slice(at + 1, at + 3) : parts.slice(-1)).join('/');
  try {
    return decodeURIComponent(asked);
  } catch {
    return asked;
  }
}
