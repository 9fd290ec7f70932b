import type { components } from '@octokit/openapi-types';
import type { Notify } from '../../catalog/listing.ts';
import type { Incident } from '../../catalog/status/status.ts';
import { anEntry, aRegistry } from '../../catalog/testing.ts';
import { httpServer } from '../../proxy/testing.ts';
import type { Repository } from '../github.ts';
import type { Store } from '../status/store.ts';
import { anIncident, aRecord, at } from '../status/testing.ts';
import type { News } from './news.ts';
import { notificationOf } from './notification-of.ts';

/** Stand-ins for tests of what owners are told. */

/** A store of one server, with its incidents. */
export function storeOf(...incidents: Incident[]): Store {
  return storeOfMany('com.example/weather', ...incidents);
}

/** The same for a server of another name. */
export function storeOfMany(server: string, ...incidents: Incident[]): Store {
  return { records: new Map([[server, aRecord(server, 7200, { incidents })]]), runs: [] };
}

/** An entry whose owner asked to be told. */
export function anEntryWith(notify: Notify, name = 'com.example/weather', owners = [{ githubId: 1 }]) {
  return anEntry({ server: { name }, listing: { owners, probe: { notify } } });
}

/** What is told of an incident. */
export function aNotification(over: Partial<Incident> = {}, event: News['event'] = 'confirmed', last = false) {
  const incident = anIncident(over);
  const record = aRecord(incident.server, 7200, { incidents: [incident] });
  return notificationOf({ event, at: at(1800), incident, record, last, notify: {} }, aRegistry);
}

/** What a repository has of an issue, in the words of GitHub's own description. */
type StoredIssue = Pick<components['schemas']['issue'], 'number' | 'title' | 'state' | 'labels'> & {
  body: string;
  comments: string[];
};

/** GitHub's issues of one repository: as many of its endpoints as we use, with its words and its status codes. */
export async function githubStandIn({ mayWrite = true, strangers = [] as StoredIssue[] } = {}) {
  const issues: StoredIssue[] = [...strangers];
  const server = await httpServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString('utf8');
    const sent = text === '' ? {} : JSON.parse(text);
    const reply = (status: number, body: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(body));
    const [, number, comments] = /^\/repos\/acme\/registry\/issues(?:\/(\d+))?(\/comments)?$/.exec(pathname) ?? [];
    const issue = issues.find((each) => each.number === Number(number));
    if (request.headers.authorization !== 'Bearer token-of-the-job') return reply(401, { message: 'Bad credentials' });
    if (request.method === 'GET') {
      const label = searchParams.get('labels');
      const page = Number(searchParams.get('page'));
      const open = issues.filter(
        (each) => each.state === 'open' && each.labels.some((one) => typeof one === 'object' && one.name === label),
      );
      return reply(200, open.slice((page - 1) * 100, page * 100));
    }
    if (!mayWrite) return reply(403, { message: 'Resource not accessible by integration' });
    if (request.method === 'POST' && number === undefined) {
      const labels = sent.labels.map((name: string) => ({ name }));
      const made = { ...sent, labels, number: issues.length + 1, state: 'open', comments: [] };
      issues.push(made);
      return reply(201, made);
    }
    if (!issue) return reply(404, { message: 'Not Found' });
    if (comments) issue.comments.push(sent.body);
    else Object.assign(issue, sent);
    return reply(comments ? 201 : 200, issue);
  });
  const api = new URL(server.url).origin;
  const repository: Repository = { api, repository: 'acme/registry', token: 'token-of-the-job' };
  return { issues, repository, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}
