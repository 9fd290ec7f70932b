import type { FileMaker } from './file-maker.ts';
import { OPEN_API } from './reference/open-api.ts';

const CORS = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Allow-Methods': 'GET, OPTIONS',
  'Access-Control-Allow-Headers': 'Authorization, Content-Type',
};

/** What Netlify and Cloudflare Pages are to send with which files. Other hosts pass over it. */
const HEADERS: [path: string, headers: Record<string, string>][] = [
  ['/v0.1/*', { 'Content-Type': 'application/json', ...CORS }],
  ['/status/*', CORS],
  ['/snapshot/*', CORS],
  ['/index.json', CORS],
  [`/${OPEN_API}`, CORS],
  ['/list/*', { ...CORS, 'Cache-Control': 'public, max-age=31536000, immutable' }],
  ['/changes/*', CORS],
  ['/search/terms/*', { 'Cache-Control': 'public, max-age=31536000, immutable' }],
  ['/search/ends/*', { 'Cache-Control': 'public, max-age=31536000, immutable' }],
  ['/search/cards/*', { 'Cache-Control': 'public, max-age=31536000, immutable' }],
  ['/search/sorts/*', { 'Cache-Control': 'public, max-age=31536000, immutable' }],
  ['/assets/*', { 'Cache-Control': 'public, max-age=31536000, immutable' }],
];

/** Folders that hold JSON, at their addresses without a slash: 200 keeps the address as it is. */
const REDIRECTS = [
  '/servers /v0.1/servers/index.html 200',
  '/v0.1/servers /v0.1/servers/index.html 200',
  '/v0.1/servers/:namespace/:name/versions /v0.1/servers/:namespace/:name/versions/index.html 200',
];

const INCLUDE = '# To be included in a server { … } whose root is this folder';

/** The registry API from its files. `folders`: how the address of a folder leads to its index. */
const nginxApi = (folders: string) => `location = /servers { rewrite ^ /v0.1/servers last; }
location /v0.1/ {
  types { }
  default_type application/json;
  ${Object.entries(CORS)
    .map(([name, value]) => `add_header ${name} "${value}" always;`)
    .join('\n  ')}
  if ($request_method = OPTIONS) { return 204; }
  ${folders}
}
`;

const NGINX = `${INCLUDE}: the registry API from its files.
${nginxApi('try_files $uri $uri/index.html =404;')}`;

/** nginx looks for files that are there by their names, and a packed folder has others: so it is told of each index. */
const NGINX_PACKED = `${INCLUDE}, built with --packed: every file as it lies there, in gzip,
# unpacked for who does not take that; and the registry API.
gzip_static always;
gunzip on;
gzip_vary on;
rewrite ^(.*)/$ $1/index.html;
${nginxApi('if (-f $request_filename/index.html.gz) { rewrite ^ $uri/index.html break; }')}`;

/** How hosts of files are told to serve the registry API. */
export const hostRules: FileMaker = function* () {
  const headers = HEADERS.map(
    ([path, lines]) =>
      `${path}\n${Object.entries(lines)
        .map(([name, value]) => `  ${name}: ${value}\n`)
        .join('')}`,
  );
  yield ['_headers', headers.join('')];
  yield ['_redirects', `${REDIRECTS.join('\n')}\n`];
  yield ['nginx.conf', NGINX];
  yield ['nginx-packed.conf', NGINX_PACKED];
};
