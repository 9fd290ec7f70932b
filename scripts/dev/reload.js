// In pages of `npm run dev`: loads them anew after a build, and shows why there is none.
const events = new EventSource('/~dev/events');
let panel = null;

events.addEventListener('reload', () => location.reload());

events.addEventListener('fault', ({ data }) => {
  panel ??= document.body.appendChild(document.createElement('pre'));
  panel.textContent = JSON.parse(data);
  panel.setAttribute('role', 'alert');
  // Set one by one: the policy of the page admits no style in markup.
  Object.assign(panel.style, {
    position: 'fixed',
    inset: 'auto 0 0 0',
    zIndex: '99',
    margin: '0',
    padding: '1rem',
    maxHeight: '60vh',
    overflow: 'auto',
    whiteSpace: 'pre-wrap',
    background: '#7a1020',
    color: '#fff',
    font: '14px/1.5 ui-monospace, monospace',
  });
});

// Whoever starts `npm run dev` again finds the page as it is by then.
let isLost = false;
events.addEventListener('error', () => {
  isLost = true;
});
events.addEventListener('open', () => {
  if (isLost) location.reload();
});
