import { serverPath } from '../../../catalog/urls.ts';
import type { To } from '../../links.ts';
import type { News } from '../../news.ts';
import { DRIFT } from '../../words/drift.ts';
import { newsWords } from '../../words/news.ts';
import { clockOf } from '../../words/time.ts';
import { line } from '../../words/visible.ts';
import { Lamp } from '../icon.tsx';
import { ToolNames } from './tool-names.tsx';

/** A change as a stop of a line: who, what, and how much it matters. `fresh`: of this week. */
export function ChangeStop({ news, fresh, to }: { news: News; fresh: boolean; to: To }) {
  return (
    <li>
      <Stop news={news} fresh={fresh} />
      <a href={to(serverPath(news.server))}>
        <bdi>{line(news.title, 80)}</bdi>
      </a>{' '}
      {newsWords(news)} <Kind news={news} /> <time datetime={news.at}>{clockOf(news.at)}</time>
      {news.kind === 'tools' && (
        <details class="ev">
          <summary>
            Which tools<span class="vh"> of {line(news.title, 80)}</span>
          </summary>
          <p class="muted">{DRIFT[news.tools.change].says}</p>
          <ToolNames change={news.tools} />
        </details>
      )}
    </li>
  );
}

/** A change that may hurt shows the amber lamp, what is gone a dashed stop; of the rest, this week's are filled. */
export function Stop({ news, fresh }: { news: News; fresh: boolean }) {
  if (news.kind === 'tools' && DRIFT[news.tools.change].harmful) return <Lamp health="degraded" />;
  return <span class={news.kind === 'gone' ? 'stop void' : fresh ? 'stop on' : 'stop'} />;
}

function Kind({ news }: { news: News }) {
  if (news.kind !== 'tools') return <span class="tag">{news.kind}</span>;
  const { short, harmful } = DRIFT[news.tools.change];
  return (
    <span class={harmful ? 'tag warn' : 'tag'} title={news.tools.change}>
      {short}
    </span>
  );
}
