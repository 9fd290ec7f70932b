import { SERVER_SCHEMA_URL } from '../../server-json.ts';
import { type Mend, noted } from './mend.ts';

export const schema: Mend = {
  name: 'schema',
  why: 'What follows is in today’s format, so `$schema` says so.',
  run(draft) {
    const { $schema: said, ...server } = draft.server;
    if (said !== undefined && said !== SERVER_SCHEMA_URL)
      noted(draft, 'schema-replaced', '/$schema', `"$schema" was ${JSON.stringify(said).slice(0, 200)}`);
    draft.server = { $schema: SERVER_SCHEMA_URL, ...server };
  },
};
