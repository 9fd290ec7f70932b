import * as z from 'zod';
import { isObject } from '../../catalog/json/json.ts';

type Copy = (value: unknown) => unknown;

/**
 * Makes a function that brings values of a type into the form that `parse` gives them: fields in the order of the schema, and
 * no others. It checks nothing: what is written was parsed when it was read, or is of the type as it was made. Most values
 * are in order, and come back as they are, which costs a tenth of parsing them.
 */
export function inOrder(schema: z.ZodType): Copy {
  return copyOf(schema) ?? ((value) => value);
}

/** Null for what is always in order. */
function copyOf(schema: z.core.$ZodType): Copy | null {
  if (schema instanceof z.ZodObject) return objectCopy(schema);
  if (schema instanceof z.ZodRecord) return (value) => (isObject(value) ? ownMembers(value) : value);
  if (schema instanceof z.ZodArray) {
    const copy = copyOf(schema.element);
    return copy && ((value) => (Array.isArray(value) ? arrayCopy(value, copy) : value));
  }
  if (schema instanceof z.ZodDefault) {
    const { innerType, defaultValue } = schema.def;
    const copy = copyOf(innerType);
    return (value) => (value === undefined ? defaultValue : copy ? copy(value) : value);
  }
  if (schema instanceof z.ZodNullable || schema instanceof z.ZodOptional) return copyOf(schema.unwrap());
  return null;
}

function arrayCopy(values: unknown[], copy: Copy): unknown[] {
  for (const value of values) if (copy(value) !== value) return values.map(copy);
  return values;
}

function objectCopy(schema: z.ZodObject): Copy {
  const members = Object.entries(schema.shape).map(([key, member]) => ({ key, copy: copyOf(member) }));
  const deep = members.flatMap(({ key, copy }) => (copy ? [{ key, copy }] : []));
  const places = new Map(members.map(({ key }, index) => [key, index]));
  const isOpen = schema.def.catchall instanceof z.ZodUnknown;

  const isInOrder = (value: Record<string, unknown>) => {
    let last = -1;
    for (const key in value) {
      const place = places.get(key) ?? (isOpen && key !== '__proto__' ? members.length : -1);
      if (place < last || place < 0) return false;
      last = place;
    }
    for (const { key, copy } of deep) if (copy(value[key]) !== value[key]) return false;
    return true;
  };
  return (value) => {
    if (!isObject(value) || isInOrder(value)) return value;
    const copied: Record<string, unknown> = {};
    for (const { key, copy } of members) {
      const written = copy ? copy(value[key]) : value[key];
      if (written !== undefined) copied[key] = written;
    }
    if (isOpen)
      for (const key of Object.keys(value)) if (!places.has(key) && key !== '__proto__') copied[key] = value[key];
    return copied;
  };
}

/** `parse` leaves this one name out, which no reader could have. */
function ownMembers(value: object): object {
  return Object.hasOwn(value, '__proto__')
    ? Object.fromEntries(Object.entries(value).filter(([key]) => key !== '__proto__'))
    : value;
}
