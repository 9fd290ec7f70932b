import { findNodeAtLocation, getNodeValue, type Node, type ParseError, parseTree } from 'jsonc-parser';
import { parse as parseToml, TomlError } from 'smol-toml';
import { isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import type { JsonPath } from '../../../../catalog/json/json.ts';

/** A configuration as it was read, and where in its text a value stands: `12:5`, line and column from 1. */
export interface ConfigText {
  value: unknown;
  at(path: JsonPath): string;
}

/** What is wrong with a configuration, and where. It repeats nothing of the text, which may hold secrets. */
export class ConfigFault extends Error {
  readonly at: string;
  constructor(at: string, message: string) {
    super(`${at} ${message}`);
    this.name = 'ConfigFault';
    this.at = at;
  }
}

/**
 * Reads a configuration as clients let people write it: JSON with comments and a comma too many, TOML or YAML, by its file's
 * name. Throws `ConfigFault`.
 */
export function readConfigText(file: string, text: string): ConfigText {
  const plain = text.replace(/^\uFEFF/, '');
  if (/\.toml$/i.test(file)) return tomlText(plain);
  if (/\.ya?ml$/i.test(file)) return yamlText(plain);
  return jsonText(plain);
}

function jsonText(text: string): ConfigText {
  let tree: Node | undefined;
  const parsed = () => {
    tree ??= jsonTree(text);
    return tree;
  };
  return {
    value: quickly(text) ?? getNodeValue(parsed()),
    at: (path) => {
      for (let length = path.length; length > 0; length -= 1) {
        const node = findNodeAtLocation(parsed(), path.slice(0, length).map(stepOf));
        if (node) return placeAt(text, node.parent?.type === 'property' ? node.parent.offset : node.offset);
      }
      return '1:1';
    },
  };
}

/** Most are plain JSON, and some are megabytes long. */
function quickly(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function jsonTree(text: string): Node {
  const errors: ParseError[] = [];
  const tree = deepEnough(() => parseTree(text, errors, { allowTrailingComma: true }));
  const [first] = errors;
  if (first) throw new ConfigFault(placeAt(text, first.offset), 'it is no JSON from here on');
  if (!tree) throw new ConfigFault('1:1', 'it is empty');
  return tree;
}

function tomlText(text: string): ConfigText {
  const lines = text.split('\n');
  try {
    return {
      value: deepEnough(() => parseToml(text)),
      // TOML says a table's name in its heading, so that is where its server stands.
      at: (path) => {
        const key = String(path.at(1) ?? path[0] ?? '');
        const line = lines.findIndex((each) => each.trimStart().startsWith('[') && each.includes(key));
        return `${line + 1 || 1}:1`;
      },
    };
  } catch (error) {
    if (error instanceof TomlError)
      throw new ConfigFault(`${error.line}:${error.column}`, 'it is no TOML from here on');
    throw error;
  }
}

function yamlText(text: string): ConfigText {
  const counter = new LineCounter();
  const placeOf = (offset: number) => {
    const { line, col } = counter.linePos(offset);
    return `${Math.max(1, line)}:${Math.max(1, col)}`;
  };
  const document = deepEnough(() =>
    parseDocument(text, { lineCounter: counter, prettyErrors: false, logLevel: 'silent' }),
  );
  const [first] = document.errors;
  if (first) throw new ConfigFault(placeOf(first.pos[0]), 'it is no YAML from here on');
  return {
    value: understood(() => document.toJS({ maxAliasCount: 100 })),
    at: (path) => {
      for (let length = path.length; length > 0; length -= 1) {
        const node = document.getIn(path.slice(0, length).map(stepOf), true);
        if ((isMap(node) || isSeq(node) || isScalar(node)) && node.range) return placeOf(node.range[0]);
      }
      return '1:1';
    },
  };
}

function understood(read: () => unknown): unknown {
  try {
    return read();
  } catch {
    throw new ConfigFault('1:1', 'its aliases lead nowhere, or are too many');
  }
}

/** Whatever nests without end ends the stack: that is the file's fault, not the reader's. */
function deepEnough<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof RangeError) throw new ConfigFault('1:1', 'it nests too deep');
    throw error;
  }
}

function placeAt(text: string, offset: number): string {
  const before = text.slice(0, offset);
  return `${before.split('\n').length}:${offset - before.lastIndexOf('\n')}`;
}

function stepOf(step: PropertyKey): string | number {
  return typeof step === 'number' ? step : String(step);
}
