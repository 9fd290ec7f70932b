import { canonicalJson } from '../json/canonical-json.ts';
import { isObject, type JsonPath, toPointer, valueAt } from '../json/json.ts';
import { BOUNDS, takes } from './schema-bounds.ts';
import { assertionsOf, type Schema, takesAnything, textOf, typesOf, valuesOf } from './schema-parts.ts';

/** In which way a schema may refuse what another takes; `other` cannot be told. */
export type NarrowingKind = 'type' | 'values' | 'bound' | 'required' | 'closed' | 'other';

/** Where a schema may refuse what another takes: a JSON Pointer into it, and what it is about. */
export interface Narrowing {
  pointer: string;
  kind: NarrowingKind;
  /** The types, or the names, that it is about. */
  names: string[];
}

export interface WideningOptions {
  /**
   * Whether an object of `was` holds what its schema does not declare. False: it is made of what is declared there, unless
   * `additionalProperties` says more; so a new optional property takes nothing away, as people understand it.
   */
  holdsUndeclared: boolean;
}

/** Schemas come from anyone: so much text is compared, and so deep, before it is given up. */
const MOST_CHARACTERS = 1_000_000;
const DEEPEST = 64;

/**
 * Where `is` may refuse a value that `was` takes; none means that it provably takes all of them. Whatever cannot be proved
 * counts as refused: JSON Schema 2020-12 and draft-07, of which `$ref` is followed inside its own document.
 */
export function narrowings(was: unknown, is: unknown, options: WideningOptions): Narrowing[] {
  try {
    return new Widening(was, is, options).at([], was, is);
  } catch (error) {
    if (error instanceof RangeError) return [other([])]; // Nested deeper than anything can be read.
    throw error;
  }
}

class Widening {
  readonly #was: unknown;
  readonly #is: unknown;
  readonly #options: WideningOptions;
  /** Whether parts that are the same text mean the same: a reference leads to the same, in the same dialect. */
  readonly #sameText: (text: string) => boolean;
  readonly #canFollow: boolean;
  /** Pairs of references that are being compared: within themselves they may be taken for granted. */
  readonly #assumed = new Set<string>();
  readonly #texts = new WeakMap<object, string>();
  #left = MOST_CHARACTERS;

  constructor(was: unknown, is: unknown, options: WideningOptions) {
    this.#was = was;
    this.#is = is;
    this.#options = options;
    const sameDialect = dialectOf(was) === dialectOf(is);
    const sameDefinitions = definitionsOf(was) === definitionsOf(is) && [was, is].every(refersToDefinitions);
    const canFollow = [was, is].every((root) => !/"\$(?:id|anchor|dynamicAnchor)":/.test(innerText(root)));
    const isSelfContained = sameDefinitions && canFollow;
    this.#canFollow = canFollow;
    this.#sameText = (text) =>
      (isSelfContained || !/"\$(?:ref|dynamicRef|recursiveRef)":/.test(text)) && (sameDialect || !DIALECTAL.test(text));
  }

  /** Nothing said is a schema that takes anything. */
  at(path: JsonPath, was: unknown = true, is: unknown = true): Narrowing[] {
    const pair = refOf(was) && refOf(is) ? `${refOf(was)} ${refOf(is)}` : null;
    if (pair !== null && this.#assumed.has(pair)) return [];
    if (this.#left < 0 || path.length > DEEPEST) return [other(path)];
    if (this.#isSame(was, is)) return [];
    const [before, now] = [this.#followed(was, this.#was), this.#followed(is, this.#is)];
    if (!before || !now) return [other(path)];
    if (pair === null) return this.#compare(path, before, now);
    this.#assumed.add(pair);
    const found = this.#compare(path, before, now);
    this.#assumed.delete(pair);
    return found;
  }

  #compare(path: JsonPath, was: Schema, is: Schema): Narrowing[] {
    if (takesAnything(is) || isNever(was)) return [];
    const values = valuesOf(was);
    if (values?.every((value) => takes(is, value))) return [];
    const branches = branchesOf(was);
    if (branches) return branches.flatMap((branch) => this.at(path, branch, is));
    const found = this.#keywords(path, was, is);
    if (found.length === 0 || !Array.isArray(was.type) || was.type.length < 2) return found;
    const isSplit = was.type.every((type) => this.at(path, { ...was, type }, is).length === 0);
    return isSplit ? [] : found;
  }

  #keywords(path: JsonPath, was: Schema, is: Schema): Narrowing[] {
    const values = valuesOf(was);
    const types = new Set([...typesOf(was)].filter((type) => !values || values.some((value) => isOf(type, value))));
    const lost = [...types].filter((type) => !typesOf(is).has(type));
    const found: Narrowing[] = lost.length > 0 ? [{ ...narrowing([...path, 'type'], 'type'), names: lost }] : [];
    const allowed = valuesOf(is);
    if (allowed && !isSubset(values, allowed))
      found.push(narrowing([...path, 'const' in is ? 'const' : 'enum'], 'values'));
    for (const { keyword, types: of, holds } of BOUNDS)
      if (keyword in is && of.some((type) => types.has(type)) && !holds(was, is))
        found.push(narrowing([...path, keyword], 'bound'));
    if (types.has('array')) found.push(...this.#items(path, was, is));
    if (types.has('object')) found.push(...this.#properties(path, was, is));
    return [...found, ...this.#applied(path, was, is)];
  }

  #items(path: JsonPath, was: Schema, is: Schema): Narrowing[] {
    const keywords = ['items', 'prefixItems', 'additionalItems'];
    const isTuple = [was, is].some(({ prefixItems, items }) => prefixItems !== undefined || Array.isArray(items));
    if (!isTuple) return this.at([...path, 'items'], was.items, is.items);
    return keywords.every((keyword) => is[keyword] === undefined) || this.#areSame(keywords, was, is)
      ? []
      : [other([...path, 'items'])];
  }

  #properties(path: JsonPath, was: Schema, is: Schema): Narrowing[] {
    const required = strings(is.required).filter((name) => !strings(was.required).includes(name));
    const found: Narrowing[] =
      required.length > 0 ? [{ ...narrowing([...path, 'required'], 'required'), names: required }] : [];
    const [before, now] = [membersIn(was.properties), membersIn(is.properties)];
    const hasPatterns = was.patternProperties !== undefined;
    for (const name of new Set([...before.keys(), ...now.keys()])) {
      if (!before.has(name) && this.#cannotHold(path, was)) continue;
      const held = before.has(name) ? before.get(name) : hasPatterns ? {} : was.additionalProperties;
      found.push(
        ...this.at([...path, 'properties', name], held, now.has(name) ? now.get(name) : is.additionalProperties),
      );
    }
    if (is.patternProperties !== undefined && !this.#areSame(['patternProperties'], was, is))
      found.push(other([...path, 'patternProperties']));
    const isClosed = isNever(assertionsOf(is.additionalProperties) ?? {});
    const patternsClose = hasPatterns && is.patternProperties === undefined && !takesAnything(is.additionalProperties);
    const rest = this.at([...path, 'additionalProperties'], was.additionalProperties, is.additionalProperties);
    if (rest.length > 0 && isClosed) found.push(narrowing([...path, 'additionalProperties'], 'closed'));
    else if (rest.length > 0 || patternsClose) found.push(...(rest.length > 0 ? rest : [other(path)]));
    return found;
  }

  /** Whether objects of this schema hold nothing that it does not declare. */
  #cannotHold(path: JsonPath, was: Schema): boolean {
    if (this.#options.holdsUndeclared || 'additionalProperties' in was) return false;
    if (APPLIERS.some((keyword) => keyword in was)) return false;
    return path.length === 0 || isObject(was.properties);
  }

  /** Keywords that hold whole schemas, and all that nobody can compare. */
  #applied(path: JsonPath, was: Schema, is: Schema): Narrowing[] {
    return Object.keys(is).flatMap((keyword): Narrowing[] => {
      const own = is[keyword];
      if (COMPARED.has(keyword)) return [];
      // What is left to them depends on everything around.
      if (keyword.startsWith('unevaluated')) return [other([...path, keyword])];
      if (this.#areSame(TOGETHER[keyword] ?? [keyword], was, is)) return [];
      if (keyword === 'allOf' && Array.isArray(own)) {
        const before = Array.isArray(was.allOf) ? was.allOf : [];
        const isKnown = (schema: unknown) => before.some((each) => this.#isSame(each, schema));
        return own.flatMap((schema, at) => (isKnown(schema) ? [] : this.at([...path, keyword, at], was, schema)));
      }
      const isAnyOf = keyword === 'anyOf' && Array.isArray(own);
      if (isAnyOf && own.some((choice, at) => this.at([...path, keyword, at], was, choice).length === 0)) return [];
      return [other([...path, keyword])];
    });
  }

  #areSame(keywords: readonly string[], was: Schema, is: Schema): boolean {
    return keywords.every((keyword) => {
      if (was[keyword] === undefined && is[keyword] === undefined) return true;
      return was[keyword] !== undefined && this.#isSame({ [keyword]: was[keyword] }, { [keyword]: is[keyword] });
    });
  }

  #isSame(was: unknown, is: unknown): boolean {
    const text = this.#text(was);
    return text === this.#text(is) && this.#sameText(text);
  }

  #text(schema: unknown): string {
    const known = isObject(schema) ? this.#texts.get(schema) : undefined;
    const text = known ?? textOf(schema);
    this.#left -= known === undefined ? text.length + 100 : 100;
    if (isObject(schema)) this.#texts.set(schema, text);
    return text;
  }

  /** A schema behind its references; null where they lead elsewhere, nowhere, or stand beside other keywords. */
  #followed(schema: unknown, root: unknown): Schema | null {
    let at = assertionsOf(schema);
    for (let hops = 0; at && '$ref' in at; hops += 1) {
      const { $ref: ref, ...others } = at;
      const isOurs = typeof ref === 'string' && /^#(?:\/|$)/.test(ref);
      if (!isOurs || !this.#canFollow || hops > 20 || Object.keys(others).length > 0) return null;
      const target = valueAt(root, stepsIn(ref));
      at = target === undefined ? null : assertionsOf(target);
    }
    return at;
  }
}

/** Keywords that are compared by what they mean. */
const COMPARED = new Set([
  ...['type', 'const', 'enum', 'required', 'properties', 'patternProperties', 'additionalProperties'],
  ...['items', 'prefixItems', 'additionalItems', ...BOUNDS.map(({ keyword }) => keyword)],
]);
/** Keywords that mean something only with others. */
const TOGETHER: Record<string, string[]> = {
  contains: ['contains', 'minContains', 'maxContains'],
};
/** Keywords by which an object's schema may declare more than it says itself. */
const APPLIERS = ['allOf', 'anyOf', 'oneOf', 'if', '$ref', 'patternProperties', 'dependentSchemas', 'dependencies'];
/** What another draft of JSON Schema reads in another way. */
const DIALECTAL = /"(?:items":\[|prefixItems|additionalItems|dependencies|\$ref|unevaluated|contains)/;

function dialectOf(root: unknown): string {
  const named = isObject(root) ? String(root.$schema ?? '2020-12') : '';
  return /draft-0[4-7]/.exec(named)?.[0] ?? named.replace(/^.*(2020-12|2019-09).*$/, '$1');
}

function definitionsOf(root: unknown): string {
  const { $defs = {}, definitions = {} } = isObject(root) ? root : {};
  return textOf({
    properties: isObject($defs) ? $defs : {},
    patternProperties: isObject(definitions) ? definitions : {},
  });
}

function refersToDefinitions(root: unknown): boolean {
  const refs = canonicalJson(root).match(
    /"\$(?:ref|dynamicRef|recursiveRef)":(?!"#\/(?:\$defs|definitions)\/[^"/]*")/g,
  );
  return refs === null;
}

/** A document's text below its root: its own `$id` moves no reference that stays inside. */
function innerText(root: unknown): string {
  const { $id: _id, ...inner } = isObject(root) ? root : {};
  return canonicalJson(inner);
}

/** The choices that a schema is made of, when it says nothing else of them but a type. */
function branchesOf(was: Schema): Schema[] | null {
  const { anyOf, oneOf, type, ...others } = was;
  const choices = anyOf ?? oneOf;
  if (!Array.isArray(choices) || (anyOf && oneOf) || Object.keys(others).length > 0) return null;
  const base = type === undefined ? {} : { type };
  return choices.map((choice) => (isObject(choice) && !('$ref' in choice) ? { ...base, ...choice } : choice));
}

function isNever(schema: Schema): boolean {
  return 'not' in schema && takesAnything(schema.not);
}

function isOf(type: string, value: unknown): boolean {
  return takes({ type: type === 'fraction' ? 'number' : type }, value);
}

function isSubset(some: unknown[] | null, all: readonly unknown[]): boolean {
  const known = new Set(all.map(canonicalJson));
  return some?.every((value) => known.has(canonicalJson(value))) ?? false;
}

function membersIn(value: unknown): Map<string, unknown> {
  return new Map(isObject(value) ? Object.entries(value) : []);
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

/** Where a schema leads that is nothing but a reference. */
function refOf(schema: unknown): string | undefined {
  const { $ref: ref, ...others } = isObject(schema) && '$ref' in schema ? (assertionsOf(schema) ?? {}) : {};
  return typeof ref === 'string' && Object.keys(others).length === 0 ? ref : undefined;
}

function stepsIn(ref: string): string[] {
  const steps = ref.split('/').slice(1);
  return steps.map((step) => decoded(step).replaceAll('~1', '/').replaceAll('~0', '~'));
}

function decoded(step: string): string {
  try {
    return decodeURIComponent(step);
  } catch {
    return step;
  }
}

function narrowing(path: JsonPath, kind: NarrowingKind): Narrowing {
  return { pointer: toPointer(path), kind, names: [] };
}

function other(path: JsonPath): Narrowing {
  return narrowing(path, 'other');
}
