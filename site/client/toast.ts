const SHOWN_MS = 4000;

/** Confirms what was done, at the foot of the window, for four seconds. */
export function toast(words: string): void {
  const place = document.querySelector('.toast') ?? document.createElement('div');
  place.className = 'toast';
  place.setAttribute('role', 'status');
  document.body.append(place);
  place.textContent = words;
  setTimeout(() => {
    if (place.textContent === words) place.remove();
  }, SHOWN_MS);
}
