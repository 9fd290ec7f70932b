import { isObject, type JsonPath, valueAt } from '../json/json.ts';

/** The property names that a JSON Schema knows at a path of a document; null where any name will do. */
export function keysAt(schema: unknown, path: JsonPath): string[] | null {
  const nodes = nodesAt(schema, path);
  if (nodes.some(({ additionalProperties: more }) => more === true || isObject(more))) return null;
  return [...new Set(nodes.flatMap(({ properties }) => (isObject(properties) ? Object.keys(properties) : [])))];
}

/** The values that a JSON Schema allows at a path of a document, where it lists them. */
export function valuesAt(schema: unknown, path: JsonPath): unknown[] {
  return nodesAt(schema, path).flatMap((node) =>
    Array.isArray(node.enum) ? node.enum : 'const' in node ? [node.const] : [],
  );
}

type SchemaNode = Record<string, unknown>;

/** All subschemas that speak of the value at a path, alternatives included. */
function nodesAt(root: unknown, path: JsonPath): SchemaNode[] {
  return path.reduce<SchemaNode[]>(
    (nodes, step) => nodes.flatMap((node) => childrenOf(node, step).flatMap((child) => withAlternatives(child, root))),
    withAlternatives(root, root),
  );
}

function childrenOf(
  { properties, additionalProperties, items, prefixItems }: SchemaNode,
  step: PropertyKey,
): unknown[] {
  if (isObject(properties) && Object.hasOwn(properties, step)) return [properties[String(step)]];
  if (Array.isArray(prefixItems) && prefixItems[Number(step)]) return [prefixItems[Number(step)]];
  if (items !== undefined && /^\d+$/.test(String(step))) return [items];
  return [additionalProperties];
}

function withAlternatives(schema: unknown, root: unknown): SchemaNode[] {
  if (!isObject(schema)) return [];
  const { $ref, allOf = [], anyOf = [], oneOf = [] } = schema;
  const referred = typeof $ref === 'string' ? [valueAt(root, $ref.split('/').slice(1))] : [];
  const others = [referred, allOf, anyOf, oneOf].flatMap((some) => (Array.isArray(some) ? some : []));
  return [schema, ...others.flatMap((other) => withAlternatives(other, root))];
}
