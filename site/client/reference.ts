/** What `swagger-ui-bundle.js` leaves in the page. */
declare global {
  interface Window {
    SwaggerUIBundle?: (options: Record<string, unknown>) => unknown;
  }
}

/** On the API's page: Swagger UI in place of the list, once a reader asks for it, or where the address says `#swagger`. */
export function startReference(place: HTMLElement): void {
  const button = document.querySelector<HTMLButtonElement>('#open-swagger button');
  const open = () => {
    if (button) button.disabled = true;
    show(place).catch(() => {
      if (button) {
        button.disabled = false;
        button.textContent = 'It did not load. Try again';
      }
    });
  };
  if (button) {
    button.addEventListener('click', open);
    button.disabled = false; // from here on no press is lost
  }
  if (location.hash.startsWith('#swagger')) open();
}

async function show(place: HTMLElement): Promise<void> {
  const { script = '', style = '' } = place.dataset;
  await Promise.all([
    loaded(Object.assign(document.createElement('link'), { rel: 'stylesheet', href: style })),
    loaded(Object.assign(document.createElement('script'), { src: script })),
  ]);
  if (!window.SwaggerUIBundle) throw new Error('Swagger UI is not there');
  followTheme();
  place.hidden = false;
  document.querySelector('#paths')?.remove();
  document.querySelector('#open-swagger')?.remove();
  window.SwaggerUIBundle({
    domNode: place,
    url: new URL(place.dataset.document ?? '', location.href).href,
    tryItOutEnabled: true,
    defaultModelsExpandDepth: 0,
    validatorUrl: null, // no other host is asked
  });
}

function loaded(element: HTMLLinkElement | HTMLScriptElement): Promise<void> {
  return new Promise((resolve, reject) => {
    element.addEventListener('load', () => resolve());
    element.addEventListener('error', reject);
    document.head.append(element);
  });
}

/** Swagger UI has a dark theme of its own, put on by a class of the page. */
function followTheme(): void {
  const root = document.documentElement;
  const system = matchMedia('(prefers-color-scheme: dark)');
  const put = () => {
    const { theme } = root.dataset;
    root.classList.toggle('dark-mode', theme === 'dark' || (theme !== 'light' && system.matches));
  };
  put();
  system.addEventListener('change', put);
  new MutationObserver(put).observe(root, { attributeFilter: ['data-theme'] });
}
