/**
 * A tool's structured output, as 2025-11-25 allows it: an object. Other values, which 2026-07-28 allows, are wrapped as
 * `{ "result": … }`, and so are the schemas that announce them (SEP-2106).
 */
export function legacyTools(tools: unknown): unknown {
  if (!Array.isArray(tools)) return tools;
  return tools.map((tool) => {
    if (!isObject(tool) || !isObject(tool.outputSchema) || !isWrapped(tool.outputSchema)) return tool;
    const outputSchema = { type: 'object', properties: { result: rooted(tool.outputSchema) }, required: ['result'] };
    return { ...tool, outputSchema };
  });
}

/** The same of a call's result, whose tool announces this schema, or none. */
export function legacyOutput(result: Record<string, unknown>, outputSchema: unknown): Record<string, unknown> {
  if (!('structuredContent' in result)) return result;
  const { structuredContent, content } = result;
  if (isObject(structuredContent) && !(isObject(outputSchema) && isWrapped(outputSchema))) return result;
  const said = Array.isArray(content) && content.some((block) => isObject(block) && block.type === 'text');
  const text = { type: 'text', text: JSON.stringify(structuredContent) };
  return {
    ...result,
    ...(said ? {} : { content: [...(Array.isArray(content) ? content : []), text] }),
    structuredContent: { result: structuredContent },
  };
}

function isWrapped({ type }: Record<string, unknown>): boolean {
  return type !== 'object';
}

/** A schema that moves under `properties/result`: what refers to its root refers to there. */
function rooted(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(rooted);
  if (!isObject(schema)) return schema;
  return Object.fromEntries(
    Object.entries(schema).map(([key, value]) =>
      key === '$ref' && typeof value === 'string' && /^#(?:\/|$)/.test(value)
        ? [key, `#/properties/result${value.slice(1)}`]
        : [key, rooted(value)],
    ),
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
