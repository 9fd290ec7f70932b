import * as z from 'zod';
import { readVersion } from '../../../catalog/dialects/read-version.ts';
import { isObject } from '../../../catalog/json/json.ts';
import { jsonText } from '../../../catalog/json/json-edit.ts';
import { parseJsonSource } from '../../../catalog/json/json-source.ts';
import type { Submission } from '../../../catalog/publish/submission.ts';
import { readableServer } from '../../../catalog/readable-server.ts';
import { judgeFile } from '../../../catalog/rules/judge.ts';
import type { ServerJson } from '../../../catalog/server-json.ts';
import { ProxyError } from '../../error.ts';
import { json } from '../about.ts';
import type { Answer, Asked } from '../endpoint.ts';
import { forbidden } from './authority.ts';
import { bodyText, parseBody, refusal } from './body.ts';
import { type Found, headersOf, type Publishing } from './publishing.ts';
import { recordsOf } from './records.ts';
import type { Who } from './tokens.ts';

const Anything = z.record(z.string(), z.unknown());

/**
 * Publishes a version. The body's dialect decides, whichever prefix it came to: the official publisher calls `/v0`, too. A
 * body of the first shape (`version_detail`) is answered as then: 201 `{ message, id }`; any other is 200, a `ServerResponse`.
 */
export async function publish(asked: Asked, publishing: Publishing): Promise<Answer> {
  const who = await publishing.who(asked.request);
  const body = parseBody(await bodyText(asked), Anything);
  const isSeed = isObject(body.version_detail);
  const server = isSeed ? readVersion(body)?.server : body;
  const valid = expectValid(server);
  const { name, version } = valid;
  await publishing.expectPackages(valid);
  const title = `Publish ${name} ${version}`;
  const done = await publishing.change(who, { kind: 'publish', name, version, title }, (found) =>
    newVersion(server, version, { who, found }),
  );
  const row = done.rows.find((each) => each.version === version);
  if (!row) throw new Error(`${name} ${version} was published, and is not there`);
  if (!isSeed) return publishing.answer(row, done);
  const message =
    done.changed.how === 'committed' ? 'Server publication successful' : `Waits for a review: ${done.changed.url}`;
  return { ...json({ message, id: row.id }, 201), headers: headersOf(done.changed) };
}

/** Throws `unprocessable` where a rule finds fault with a `server.json` alone. */
function expectValid(server: unknown): ServerJson {
  const file = parseJsonSource('server.json', Buffer.from(jsonText(server)));
  const problems = judgeFile({ ...file, kind: 'server' });
  const valid = readableServer(server);
  if (valid && !problems.some(({ severity }) => severity === 'error')) return valid;
  throw refusal('unprocessable', 'validation failed, call /validate for details', problems);
}

function newVersion(server: unknown, version: string, { who, found }: { who: Who; found: Found }): Submission {
  const { entry, authority } = found;
  if (!authority.mayPublish) throw forbidden(authority, who);
  if (entry?.versions.has(version)) {
    throw new ProxyError('invalid_request', 'invalid version: cannot publish duplicate version');
  }
  const records = Object.values(recordsOf(entry));
  const isShut = records.length > 0 && records.every(({ status, by }) => status === 'deleted' && by === 'moderator');
  if (isShut && !authority.isModerator) {
    throw new ProxyError(
      'forbidden',
      `A moderator has deleted all of ${entry?.name}: ask them before you publish more of it`,
    );
  }
  const owners = authority.owner === null ? [] : [{ githubId: authority.owner }];
  return { server, defaults: { nameOrigin: 'publisher', owners } };
}
