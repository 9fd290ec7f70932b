import { isObject, toPointer } from '../../json/json.ts';
import { type Mend, noted } from './mend.ts';
import { PUBLISHER_META } from './publisher-data.ts';

export const meta: Mend = {
  name: 'meta',
  why: 'Inside a server, `_meta` is its publisher’s: what registries wrote there is theirs to say.',
  run(draft) {
    const said = draft.server._meta;
    delete draft.server._meta;
    if (!isObject(said)) return;
    for (const [key, value] of Object.entries(said)) {
      if (key === PUBLISHER_META && isObject(value)) draft.server._meta = { [PUBLISHER_META]: value };
      else if (!/\/official$/.test(key))
        noted(draft, 'field-dropped', toPointer(['_meta', key]), 'Only its publisher’s data is kept');
    }
  },
};
