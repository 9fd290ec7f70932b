/**
 * What a change can do to an entry, and whether it may go in without a person: `low` where all that it says is the owner's to
 * say and nothing new would be reached or run, `person` where somebody should look. `words` are printed, beside the entry's name.
 */
export const CLASSES = {
  'listing words': { risk: 'low', words: 'categories or tags' },
  status: { risk: 'low', words: 'the lifecycle of a version' },
  release: { risk: 'low', words: 'a new version, reached and installed as the one before' },
  words: { risk: 'low', words: 'a new version that differs in its words only' },
  'new entry': { risk: 'person', words: 'the entry is new' },
  deletion: { risk: 'person', words: 'the entry, or a file of it, goes away' },
  owners: { risk: 'person', words: 'its owners change' },
  alias: { risk: 'person', words: 'its alias changes' },
  place: { risk: 'person', words: 'it is reached at another address' },
  package: { risk: 'person', words: 'another package is installed' },
  inputs: { risk: 'person', words: 'it asks its users for other inputs, or is started in another way' },
  links: { risk: 'person', words: 'its website, repository or icons change' },
  moderator: { risk: 'person', words: 'a moderator has said what changes here' },
  dates: { risk: 'person', words: 'dates of published versions change' },
  probe: { risk: 'person', words: 'how it is visited changes, or who is told of incidents' },
  tools: { risk: 'person', words: 'the reviewed tools change' },
  listing: { risk: 'person', words: 'another part of its listing changes' },
  unreadable: { risk: 'person', words: 'what changes cannot be read' },
} as const satisfies Record<string, { risk: 'low' | 'person'; words: string }>;
export type ChangeClass = keyof typeof CLASSES;
