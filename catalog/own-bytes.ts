/**
 * A text as bytes that are kept. They have memory of their own: `Buffer.from` takes short ones from a pool, and what is kept there
 * keeps all that lies beside it.
 */
export function ownBytes(text: string): Buffer {
  const bytes = Buffer.allocUnsafeSlow(Buffer.byteLength(text));
  bytes.write(text);
  return bytes;
}
