import type { Block, Offer } from '../install/offer.ts';
import { Code } from './code.tsx';
import { Icon } from './icon.tsx';

interface OfferPaneProps {
  offer: Offer;
  /** The texts that are copied, in the order of the blocks, where secrets are masked in what is shown. */
  copies?: Block[];
  /** Where its users are bitten. */
  note?: string | undefined;
}

/** What one client wants: buttons that open it, blocks to run or to paste. The same in the build and in the browser. */
export function OfferPane({ offer: { links, blocks, after }, copies = [], note }: OfferPaneProps) {
  return (
    <>
      {links.length > 0 && (
        <p class="row">
          {links.map(({ label, href }) => (
            <a class="btn go" href={href} rel={href.startsWith('http') ? 'nofollow' : undefined}>
              <Icon name="out" />
              {label}
            </a>
          ))}
        </p>
      )}
      {blocks.map((block, index) => (
        <BlockCode block={block} copies={copies[index]} />
      ))}
      {(after || note) && <p class="small muted">{[after, note].filter(Boolean).join(' ')}</p>}
    </>
  );
}

/** One block; where PowerShell wants another line, that is folded below it. */
export function BlockCode({ block, copies }: { block: Block; copies?: Block | undefined }) {
  const { caption, text, language, gaps, powershell } = block;
  return (
    <>
      <Code caption={caption} text={text} language={language} gaps={gaps} copies={copies?.text} />
      {powershell && (
        <details class="ev">
          <summary>The same in PowerShell</summary>
          <Code caption="PowerShell" text={powershell} language="shell" gaps={gaps} copies={copies?.powershell} />
        </details>
      )}
    </>
  );
}
