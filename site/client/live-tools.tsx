import { render } from 'preact';
import { ToolBody } from '../components/tool.tsx';
import { fetchEntry } from './entry.ts';

/** Makes what is inside a tool, where the page was too small for it. */
export async function liveTools(): Promise<(details: HTMLDetailsElement) => void> {
  const { definitions } = await fetchEntry();
  return (details) => {
    const tool = definitions[Number(details.dataset.tool)];
    if (tool) render(<ToolBody tool={tool} />, details.appendChild(document.createElement('div')));
    delete details.dataset.tool;
  };
}
