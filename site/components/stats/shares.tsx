import { grouped, percent } from '../../words/numbers.ts';

/** One value of many: its words, how often it is there, and where those are listed. */
export interface Share {
  words: string;
  count: number;
  href?: string;
}

const MOST = 12;

/** How often each value is there, as bars on one line; of `total`, as a server may stand under several. */
export function Shares({ id, title, shares, total }: { id: string; title: string; shares: Share[]; total: number }) {
  const shown = shares.filter(({ count }) => count > 0).slice(0, MOST);
  const most = Math.max(1, ...shown.map(({ count }) => count));
  if (shown.length === 0) return null;
  return (
    <section class="sec" aria-labelledby={id}>
      <h2 id={id}>
        {title} <small>of {grouped(total)}</small>
      </h2>
      <table class="shares">
        <tbody>
          {shown.map(({ words, count, href }) => (
            <tr>
              <th scope="row">{href ? <a href={href}>{words}</a> : words}</th>
              <td class="bar-cell">
                <svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
                  <rect width={Math.max(0.5, Math.round((count / most) * 1000) / 10)} height="8" />
                </svg>
              </td>
              <td class="n">{grouped(count)}</td>
              <td class="n muted">{percent(count, total)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {shares.length > MOST && <p class="small muted">The {MOST} commonest are shown.</p>}
    </section>
  );
}
