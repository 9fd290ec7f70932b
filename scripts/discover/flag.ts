/** What a person should look at before a find becomes an entry. Every code, and what it means. */
export const FLAG_CODES = {
  'name-derived': 'The publisher gave no name: it follows from the repository or the file.',
  'name-imitates': 'The name looks like that of another server.',
  'name-contested': 'Several finds with one name point to different packages, remotes or repositories.',
  'package-contested': 'The package names another server as its own, or another server names this package.',
  'remote-contested': 'Several servers claim this remote.',
  'remote-foreign': 'A remote is at another domain than whoever describes it.',
  'private-address': 'An address leads into a machine, a network or a cloud. It was left out.',
  'repository-contested': 'The repository is not the owner’s that the name speaks of, or says nothing of this server.',
  'repository-archived': 'The repository is archived.',
  'repository-moved': 'The repository has another address now.',
  'repository-gone': 'The repository is not there.',
  'repository-recreated': 'Another repository stands at the same address now.',
  'package-deprecated': 'The package is deprecated, with its maintainer’s reason.',
  'package-gone': 'The package is not in its registry.',
  'version-unpinned': 'Whoever runs it takes whichever version is newest.',
  'licence-missing': 'Neither the repository nor the package names a licence.',
  'text-hidden': 'A text holds characters that are not seen, or turn the direction of writing. They were taken out.',
  'text-markup': 'A text holds HTML. It is shown as text.',
  'text-instructs': 'A text speaks to a model, or takes back what it was told.',
  'text-long': 'A text was longer than the format allows. It was left out or cut.',
  'secret-dropped': 'A value looked like a secret. It was left out.',
  'part-dropped': 'A package, remote, icon or link cannot be used. It was left out.',
  'place-changed': 'It is another package, or at another host, than the newest version in the catalog.',
  'redirects-away': 'Its address leads to another host.',
  'not-active': 'The registry that has it says deprecated or deleted.',
  'description-missing': 'Nobody says what it does: write a sentence.',
} as const;
export type FlagCode = keyof typeof FLAG_CODES;

/** A doubt about one find. */
export interface Flag {
  code: FlagCode;
  /** Where in its `server.json`: a JSON pointer; empty for the whole. */
  pointer: string;
  /** What was seen, in a sentence; what is hidden is made visible, and no secret is repeated. */
  message: string;
}
