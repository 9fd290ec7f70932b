import { moment, relative } from '../words/time.ts';

/** Says moments of the last day as "4 minutes ago", and keeps that true while the page is open. */
export function startTimes(): void {
  const refresh = () => {
    for (const time of document.querySelectorAll<HTMLTimeElement>('time[data-ago]')) {
      const ago = relative(time.dateTime, Date.now());
      if (ago === null && !time.title) continue;
      time.title = moment(time.dateTime);
      time.textContent = ago ?? time.title;
    }
  };
  refresh();
  setInterval(refresh, 30_000);
}
