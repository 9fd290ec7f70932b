import { isObject, membersOf, toPointer } from '../json/json.ts';

/** A part of a file and where it stands. Its fields may be anything: another rule says so when they are wrong. */
export interface Part {
  pointer: string;
  value: Record<string, unknown>;
}

/** The remotes of a `server.json`, as far as they can be read. */
export function remotesOf(server: unknown): Part[] {
  return isObject(server) ? viewOf(server).remotes : [];
}

/** The packages of a `server.json`, as far as they can be read. */
export function packagesOf(server: unknown): Part[] {
  return isObject(server) ? viewOf(server).packages : [];
}

/** A dozen rules look at the same parts of a file, one after the other. */
function viewOf(server: Record<string, unknown>): { remotes: Part[]; packages: Part[] } {
  if (server !== seen) {
    seen = server;
    view = { remotes: partsIn(server, 'remotes'), packages: partsIn(server, 'packages') };
  }
  return view;
}

/** The last that was looked at, and no more: a table of all would cost more to keep than it saves. */
let seen: Record<string, unknown> | undefined;
let view: { remotes: Part[]; packages: Part[] } = { remotes: [], packages: [] };

/** The objects in an array that is a field of something. */
export function partsIn(value: unknown, field: string, pointer = ''): Part[] {
  const items = isObject(value) ? value[field] : undefined;
  return Array.isArray(items)
    ? items.flatMap((item, index) => (isObject(item) ? [{ pointer: `${pointer}/${field}/${index}`, value: item }] : []))
    : [];
}

/** A field that should be text, and is. */
export function textIn(value: unknown, field: string): string | undefined {
  const text = isObject(value) && Object.hasOwn(value, field) ? value[field] : undefined;
  return typeof text === 'string' ? text : undefined;
}

/** Every value of a `server.json` that a user may have to give: headers, environment variables, arguments, variables. */
export function inputsOf(server: unknown): Part[] {
  const packages = packagesOf(server).flatMap(({ pointer, value }) => [
    ...partsIn(value, 'environmentVariables', pointer),
    ...partsIn(value, 'packageArguments', pointer),
    ...partsIn(value, 'runtimeArguments', pointer),
    ...partsIn(value.transport, 'headers', `${pointer}/transport`),
  ]);
  const remotes = remotesOf(server).flatMap((remote) => [
    ...partsIn(remote.value, 'headers', remote.pointer),
    ...variablesOf(remote),
  ]);
  return [...packages, ...remotes].flatMap((input) => [input, ...variablesOf(input)]);
}

function variablesOf({ pointer, value }: Part): Part[] {
  return membersOf(value.variables).flatMap(([name, variable]) =>
    isObject(variable) ? [{ pointer: pointer + toPointer(['variables', name]), value: variable }] : [],
  );
}

/** A string in a JSON value, and where it stands. */
export interface Found {
  pointer: string;
  at: 'key' | 'value';
  text: string;
}

/** The strings of a JSON value that a test picks out, keys included. */
export function stringsWhere(test: (text: string) => boolean, value: unknown): Found[] {
  const found: Found[] = [];
  collect(value, null, test, found);
  return found;
}

/** A step on the way to a value. Most ways lead to nothing of interest, so none is written out before it does. */
interface Way {
  step: string | number;
  from: Way | null;
}

function collect(value: unknown, way: Way | null, test: (text: string) => boolean, found: Found[]): void {
  if (typeof value === 'string') {
    if (test(value)) found.push({ pointer: pointerOf(way), at: 'value', text: value });
  } else if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) collect(value[index], { step: index, from: way }, test, found);
  } else if (isObject(value)) {
    for (const key of Object.keys(value)) {
      const here = { step: key, from: way };
      if (test(key)) found.push({ pointer: pointerOf(here), at: 'key', text: key });
      collect(value[key], here, test, found);
    }
  }
}

function pointerOf(way: Way | null): string {
  const steps: (string | number)[] = [];
  for (let at = way; at; at = at.from) steps.unshift(at.step);
  return toPointer(steps);
}
