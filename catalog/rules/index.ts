import { alias } from './alias.ts';
import { argument } from './argument.ts';
import { lifecycle } from './lifecycle.ts';
import { link } from './link.ts';
import { meta } from './meta.ts';
import { name } from './name.ts';
import { nameCollision } from './name-collision.ts';
import { namespaces } from './namespaces.ts';
import { noSecret } from './no-secret.ts';
import { notify } from './notify.ts';
import { olderField } from './older-field.ts';
import { packages } from './package.ts';
import { packageBase, packageHost } from './package-place.ts';
import { path } from './path.ts';
import { remoteHttps } from './remote-https.ts';
import { remoteUnique } from './remote-unique.ts';
import { repository } from './repository.ts';
import { repositorySource } from './repository-source.ts';
import type { Rule } from './rule.ts';
import { schema } from './schema.ts';
import { olderSchema, schemaUri } from './schema-uri.ts';
import { statusMessage } from './status-message.ts';
import { text } from './text.ts';
import { tidy } from './tidy.ts';
import { title } from './title.ts';
import { toolLock } from './tool-lock.ts';
import { transport } from './transport.ts';
import { unknownField } from './unknown-field.ts';
import { unknownOwnField } from './unknown-own-field.ts';
import { version } from './version.ts';
import { versionCollision } from './version-collision.ts';

/** Every rule, by code. A new one takes the next free number; a number is never used again. */
export const rules: readonly Rule[] = [
  schema,
  unknownField,
  unknownOwnField,
  path,
  name,
  version,
  schemaUri,
  olderSchema,
  lifecycle,
  alias,
  nameCollision,
  remoteHttps,
  transport,
  packages,
  noSecret,
  text,
  remoteUnique,
  namespaces,
  toolLock,
  repository,
  link,
  title,
  argument,
  meta,
  olderField,
  tidy,
  statusMessage,
  versionCollision,
  packageBase,
  packageHost,
  repositorySource,
  notify,
];
