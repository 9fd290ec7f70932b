import { ChangeFeed } from './changes/change-feed.ts';
import { Made } from './made.ts';
import { SearchAnswers } from './search/search-answers.ts';

/** What the extensions of the registry API answer from. Nothing is made before it is asked for. */
export class Extensions {
  readonly search = new Made(SearchAnswers.of);
  readonly changes = new Made(ChangeFeed.build);
}
