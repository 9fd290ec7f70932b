/** Where the health page tells of each health. */
export const HEALTH_ANCHORS: Record<string, string> = {
  healthy: 'working',
  degraded: 'degraded',
  unhealthy: 'down',
  unknown: 'not-known',
};
