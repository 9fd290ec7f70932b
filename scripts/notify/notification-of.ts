import type { Registry } from '../../catalog/registry.ts';
import type { Notification } from '../../catalog/status/notification.ts';
import { serverPath, statusPath } from '../../catalog/urls.ts';
import { keyOf } from './news.ts';
import type { Notice } from './plan.ts';

/** What a notice says to a program, and all that an issue is written from. */
export function notificationOf(notice: Notice, { id, title, siteUrl }: Registry): Notification {
  const { event, at, incident, record, last } = notice;
  const { server, version, health, reason } = record.status;
  const base = siteUrl.endsWith('/') ? siteUrl : `${siteUrl}/`;
  return {
    schemaVersion: 1,
    id: keyOf(notice),
    ...{ event, at, registry: { id, title }, server, version, health, reason, incident },
    page: new URL(serverPath(server), base).href,
    status: new URL(statusPath(server), base).href,
    last,
  };
}
