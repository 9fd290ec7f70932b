const DATE = String.raw`\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])`;
const TIME = String.raw`([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?`;
const ZONE = String.raw`([zZ]|[+-]([01]\d|2[0-3]):?[0-5]\d)`;

/** The formats that are checked here, each by a pattern that takes linear time; the proxy checks all (ajv-formats). */
const FORMATS: Record<string, RegExp> = {
  date: new RegExp(`^${DATE}$`),
  time: new RegExp(`^${TIME}${ZONE}$`),
  'date-time': new RegExp(`^${DATE}[tT ]${TIME}${ZONE}$`),
  email: /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)*$/,
  uuid: /^(urn:uuid:)?[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i,
  uri: /^[a-z][a-z0-9+.-]*:[^\s]+$/i,
  ipv4: /^((25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(\.(?!$)|$)){4}$/,
};

/** Whether a text is of a format; true for a format we do not know. */
export function isOfFormat(format: string, text: string): boolean {
  return !Object.hasOwn(FORMATS, format) || (FORMATS[format]?.test(text) ?? true);
}
