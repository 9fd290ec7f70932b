import { moment } from '../words/time.ts';

/**
 * A moment. The page says it in full, so that it stays true however old the page grows; a browser turns it into
 * "4 minutes ago" while that is less than a day (`client/times.ts`).
 */
export function When({ iso }: { iso: string }) {
  return (
    <time datetime={iso} data-ago="">
      {moment(iso)}
    </time>
  );
}

/** A moment after "since", which stays as it is: nothing is down "since 4 minutes ago". */
export function Since({ iso }: { iso: string }) {
  return <time datetime={iso}>{moment(iso)}</time>;
}
