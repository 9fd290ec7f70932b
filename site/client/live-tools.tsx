import { render } from 'preact';
import { ToolBody } from '../components/tool.tsx';
import { linksFrom, playgroundPath } from '../links.ts';
import { fetchEntry } from './entry.ts';

/** Makes what is inside a tool, where the page was too small for it. */
export async function liveTools(): Promise<(details: HTMLDetailsElement) => void> {
  const { name, definitions } = await fetchEntry();
  const to = linksFrom('index.html', document.documentElement.dataset.root);
  return (details) => {
    const tool = definitions[Number(details.dataset.tool)];
    const place = details.appendChild(document.createElement('div'));
    if (tool) render(<ToolBody tool={tool} playground={to(playgroundPath(name, tool.name))} />, place);
    delete details.dataset.tool;
  };
}
