import { startBrowse } from './browse.tsx';
import { startCopyButtons } from './copy.ts';
import { highlightKeys } from './highlight.ts';
import { startInstall } from './install.ts';
import { startKeys } from './keys.ts';
import { startThemeButton } from './theme-button.ts';
import { startTimes } from './times.ts';
import { startTools } from './tools.ts';

startThemeButton();
startTimes();
startCopyButtons();
highlightKeys(document);
startInstall();
startTools();
startKeys();
startBrowse();
void startLater();

/** What few pages need is loaded by those pages alone. */
async function startLater(): Promise<void> {
  const compare = document.querySelector<HTMLElement>('#compare');
  if (compare) (await import('./compare.tsx')).startCompare(compare);
  const swagger = document.querySelector<HTMLElement>('#swagger');
  if (swagger) (await import('./reference.ts')).startReference(swagger);
  const nearest = document.querySelector<HTMLElement>('#nearest');
  if (nearest) await (await import('./nearest.tsx')).showNearest(nearest);
}
