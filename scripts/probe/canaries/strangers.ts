import type { Canary } from './canary.ts';
import { serving } from './serving.ts';

export const page: Canary = {
  name: 'page',
  expected: 'not-mcp',
  about: 'It is a web site, and answers everything with a page.',
  isQuick: true,
  start: (at) =>
    serving(at, (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><h1>Welcome</h1>');
    }),
};

export const broken: Canary = {
  name: 'broken',
  expected: 'http-5xx',
  about: 'A gateway says that nobody is behind it.',
  isQuick: true,
  start: (at) => serving(at, (_request, response) => void response.writeHead(502).end('bad gateway')),
};
