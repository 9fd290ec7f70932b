import { siteAddress } from '../../catalog/urls.ts';
import { xmlText } from './feeds/xml.ts';
import type { FileMaker } from './file-maker.ts';

/** Lets a browser search here from its address bar: https://developer.mozilla.org/docs/Web/XML/Guides/OpenSearch */
export const openSearch: FileMaker = function* ({ snapshot: { registry } }) {
  const name = xmlText(registry.title.slice(0, 16).trim());
  const at = (path: string) => xmlText(siteAddress(registry.siteUrl, path));
  yield [
    'opensearch.xml',
    `<?xml version="1.0" encoding="UTF-8"?>
<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">
<ShortName>${name}</ShortName>
<Description>${xmlText(`Search ${registry.title}`)}</Description>
<InputEncoding>UTF-8</InputEncoding>
<Image width="16" height="16" type="image/svg+xml">${at('favicon.svg')}</Image>
<Url type="text/html" template="${at('')}?q={searchTerms}"/>
</OpenSearchDescription>
`,
  ];
};
