/** Reads JSON Schema for people: it comes from a publisher, so nothing of it is taken for granted. */
export type Schema = Record<string, unknown>;

export function recordOf(value: unknown): Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : {};
}

export function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

/** What a reference leads to; only those inside the same schema are followed, and not for ever. */
export function resolved(schema: unknown, root: Schema, turns = 0): Schema {
  const found = recordOf(schema);
  const { $ref } = found;
  if (typeof $ref !== 'string' || turns > 5) return found;
  if (!$ref.startsWith('#/')) return {};
  const target = $ref
    .slice(2)
    .split('/')
    .reduce<unknown>((node, part) => recordOf(node)[part.replaceAll('~1', '/').replaceAll('~0', '~')], root);
  const { $ref: _followed, ...beside } = found;
  return { ...resolved(target, root, turns + 1), ...beside };
}

/** The forms of which a value has one (`oneOf`) or more (`anyOf`); none where there is no choice. */
export function formsOf(schema: Schema): unknown[] {
  return [...listOf(schema.oneOf), ...listOf(schema.anyOf)];
}
