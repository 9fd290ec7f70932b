import { isObject } from '../../json/json.ts';
import { type Draft, keep, type Mend, noted } from './mend.ts';

/** What could be installed, by the types that the format has. */
const TYPES = ['npm', 'pypi', 'nuget', 'cargo', 'oci', 'mcpb'];

export const packages: Mend = {
  name: 'packages',
  why: 'A package says where exactly it is found. One that does not is kept in the publisher’s data alone.',
  run(draft) {
    const said = draft.server.packages;
    if (!Array.isArray(said)) return;
    said.forEach((item, index) => {
      if (isObject(item)) mendPackage(item, `/packages/${index}`, draft);
    });
  },
};

function mendPackage(item: Record<string, unknown>, pointer: string, draft: Draft): void {
  if (item.registryType === 'docker') item.registryType = 'oci';
  if (item.registryType === 'oci') {
    nameImage(item, pointer, draft);
    return;
  }
  if (item.version === '') delete item.version;
  if (TYPES.includes(String(item.registryType)) && item.registryType !== 'mcpb' && item.fileSha256 !== undefined) {
    delete item.fileSha256;
    noted(draft, 'field-dropped', `${pointer}/fileSha256`, 'Only the file of an mcpb package has a SHA-256 here');
  }
}

/** An image was said by its registry, name and version; now its reference says all of it. */
function nameImage(item: Record<string, unknown>, pointer: string, draft: Draft): void {
  const { identifier, version, registryBaseUrl, fileSha256, ...rest } = item;
  // Many an npm package was called an image; none begins like one of those, `@acme/weather`.
  if (typeof identifier !== 'string' || !/^\w/.test(identifier)) return;
  const isTagged = /(:[\w][\w.-]*|@sha256:[a-f0-9]{64})$/.test(identifier);
  const tag = isTagged || typeof version !== 'string' || version === '' ? '' : `:${version}`;
  if (!isTagged && tag === '') return;
  // A name without a host is one of Docker's own registry.
  const base = typeof registryBaseUrl === 'string' ? registryBaseUrl.replace(/^https?:\/\/|\/+$/g, '') : 'docker.io';
  const hasHost = /^(localhost|[^/]*[.:][^/]*)\//.test(identifier);
  const reference = `${hasHost || base === '' ? '' : `${base}/`}${identifier}${tag}`;
  if (reference === identifier && version === undefined && registryBaseUrl === undefined && fileSha256 === undefined)
    return;
  for (const key of Object.keys(item)) delete item[key];
  Object.assign(item, { ...rest, identifier: reference });
  noted(draft, 'image-named', `${pointer}/identifier`, `The image ${JSON.stringify(identifier)} is ${reference}`);
}

/** Takes a part out of its list, and keeps it. */
export function dropPart(draft: Draft, field: string, index: number, why: string): void {
  const list = draft.server[field];
  if (!Array.isArray(list)) return;
  keep(draft, field, list[index]);
  noted(draft, 'part-dropped', `/${field}/${index}`, why);
  list.splice(index, 1);
  if (list.length === 0) delete draft.server[field];
}
