import { isObject } from '../../catalog/json/json.ts';

/**
 * Whether a JSON Schema has nothing in it but the common keywords, each with a value that every dialect from draft-07 on
 * allows. So it is valid, and needs no validator, which takes twenty times as long. False says nothing.
 */
export function isPlainSchema(schema: unknown, depth = 0): boolean {
  if (!isObject(schema) || depth > MAX_DEPTH) return false;
  for (const keyword in schema) {
    const isAllowed = KEYWORDS[keyword];
    if (!isAllowed?.(schema[keyword], depth + 1)) return false;
  }
  return true;
}

const MAX_DEPTH = 20;
/** So long that a schema of them cannot come near to what is too long. */
const MAX_TEXT = 2000;
const MAX_MEMBERS = 40;

type Check = (value: unknown, depth: number) => boolean;

const TYPES = new Set<unknown>(['string', 'number', 'integer', 'boolean', 'object', 'array', 'null']);
const isText: Check = (value) => typeof value === 'string' && value.length <= MAX_TEXT;
const isNumber: Check = (value) => typeof value === 'number';
const isCount: Check = (value) => typeof value === 'number' && Number.isInteger(value) && value >= 0;
const isTruth: Check = (value) => typeof value === 'boolean';
const isScalar: Check = (value) => value === null || isText(value, 0) || isNumber(value, 0) || isTruth(value, 0);

const areSchemas: Check = (value, depth) =>
  Array.isArray(value) &&
  value.length > 0 &&
  value.length <= MAX_MEMBERS &&
  value.every((each) => isPlainSchema(each, depth));

const areNamedSchemas: Check = (value, depth) => {
  if (!isObject(value)) return false;
  let members = 0;
  for (const name in value) {
    members += 1;
    if (members > MAX_MEMBERS || name.length > 200 || !isPlainSchema(value[name], depth)) return false;
  }
  return true;
};

/** Names that are there once each. */
const areNames: Check = (value) =>
  Array.isArray(value) &&
  value.length <= MAX_MEMBERS &&
  value.every((each, at) => isText(each, 0) && value.indexOf(each) === at);

/** What is not here, or odd, goes to the validator. A prototype's members are no keywords. */
const KEYWORDS: Record<string, Check | undefined> = Object.assign(Object.create(null), {
  type: (value) => TYPES.has(value),
  title: isText,
  description: isText,
  format: isText,
  properties: areNamedSchemas,
  required: areNames,
  items: isPlainSchema,
  additionalProperties: (value, depth) => isTruth(value, 0) || isPlainSchema(value, depth),
  enum: (value) => Array.isArray(value) && value.length > 0 && value.length <= MAX_MEMBERS && areScalars(value),
  const: isScalar,
  default: (value) => isScalar(value, 0) || (Array.isArray(value) && value.length === 0),
  minimum: isNumber,
  maximum: isNumber,
  minLength: isCount,
  maxLength: isCount,
  minItems: isCount,
  maxItems: isCount,
  anyOf: areSchemas,
  oneOf: areSchemas,
  allOf: areSchemas,
} satisfies Record<string, Check>);

/** Of a kind each: whether two are the same is for the validator to say where they are not. */
function areScalars(values: unknown[]): boolean {
  return values.every((each, at) => isScalar(each, 0) && values.indexOf(each) === at);
}
