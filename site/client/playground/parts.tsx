import { useEffect, useMemo, useState } from 'preact/hooks';
import { isObject } from '../../../catalog/json/json.ts';
import { Code, CopyButton } from '../../components/code.tsx';
import { Icon } from '../../components/icon.tsx';
import { safeUrl } from '../../links.ts';
import { grouped } from '../../words/numbers.ts';
import { line, visible } from '../../words/visible.ts';

/** More of a text than this is not laid out; Copy has all of it. */
const MAX_SHOWN = 100_000;

/** One part of a tool's content (MCP, tools: content). Whatever it says of itself, it is shown and never run. */
export function Part({ part }: { part: Record<string, unknown> }) {
  const { type, resource } = part;
  if (type === 'text' && typeof part.text === 'string') return <TextPart kind="text" text={part.text} />;
  if (type === 'image' || type === 'audio') return <MediaPart kind={type} base64={part.data} mime={part.mimeType} />;
  if (type === 'resource_link') return <LinkPart link={part} />;
  if (type === 'resource' && isObject(resource)) return <ResourcePart resource={resource} />;
  return <Code live caption={`part of kind ${line(String(type), 40)}`} text={pretty(part)} language="json" />;
}

/** JSON over several lines, with nothing hidden in it, and no longer than a page can bear. */
export function pretty(value: unknown): string {
  return cut(visible(JSON.stringify(value, null, 2) ?? 'nothing'));
}

/** A text without an end that a page could not bear. */
export function cut(text: string): string {
  return text.length > MAX_SHOWN
    ? `${text.slice(0, MAX_SHOWN)}\n… and ${grouped(text.length - MAX_SHOWN)} characters more`
    : text;
}

function TextPart({ kind, text }: { kind: string; text: string }) {
  const json = useMemo(() => jsonIn(text), [text]);
  if (json !== undefined)
    return (
      <Code live caption={`${kind}, JSON, ${sizeOf(new Blob([text]).size)}`} text={pretty(json)} language="json" />
    );
  return (
    <section class="part">
      <header>
        <span>
          <b>{kind}</b> {sizeOf(new Blob([text]).size)}
        </span>
        <CopyButton words="Copy" text={text} />
      </header>
      <div class="said" dir="auto">
        {text === '' ? <span class="muted">an empty text</span> : cut(visible(text))}
      </div>
    </section>
  );
}

/** An object or a list; other texts that happen to be JSON, such as `12`, are texts. */
function jsonIn(text: string): unknown {
  if (!/^\s*[[{]/.test(text) || text.length > MAX_SHOWN * 10) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A picture or a sound, from bytes: an SVG in an `img` runs no script and loads nothing (HTML, images: secure static mode). */
function MediaPart({ kind, base64, mime }: { kind: 'image' | 'audio'; base64: unknown; mime: unknown }) {
  const type = typeof mime === 'string' && new RegExp(`^${kind}/[\\w.+-]{1,60}$`).test(mime) ? mime : null;
  const { url, bytes } = useBlob(type ? base64 : null, type ?? '');
  const [note, setNote] = useState('');
  const broken = () => setNote(`This browser cannot show it`);
  return (
    <section class="part">
      <header>
        <span>
          <b>{kind}</b>{' '}
          {[line(String(mime ?? 'of no type'), 60), bytes === null ? '' : sizeOf(bytes), note]
            .filter(Boolean)
            .join(', ')}
        </span>
      </header>
      <div>
        {!url && <p class="muted">It is no {kind} that this page can read: its type or its base64 is not right.</p>}
        {url && kind === 'image' && (
          <img
            src={url}
            alt="What the tool returned"
            onLoad={({ currentTarget }) => setNote(`${currentTarget.naturalWidth} × ${currentTarget.naturalHeight}`)}
            onError={broken}
          />
        )}
        {url && kind === 'audio' && (
          // biome-ignore lint/a11y/useMediaCaption: nobody wrote captions for what a tool has just made
          <audio controls src={url} onError={broken} />
        )}
      </div>
    </section>
  );
}

function ResourcePart({ resource }: { resource: Record<string, unknown> }) {
  const { uri, mimeType, text, blob } = resource;
  const name = line(String(uri ?? 'without an address'), 200);
  if (typeof text === 'string') return <TextPart kind={`resource ${name}`} text={text} />;
  if (typeof mimeType === 'string' && /^(image|audio)\//.test(mimeType))
    return <MediaPart kind={mimeType.startsWith('image/') ? 'image' : 'audio'} base64={blob} mime={mimeType} />;
  return <FilePart name={name} base64={blob} mime={mimeType} />;
}

/** Bytes of any other kind are saved, under a name of ours, and never opened by the page. */
function FilePart({ name, base64, mime }: { name: string; base64: unknown; mime: unknown }) {
  const { url, bytes } = useBlob(base64, 'application/octet-stream');
  return (
    <section class="part">
      <header>
        <span>
          <b>resource</b> {line(String(mime ?? 'of no type'), 60)}
          {bytes !== null && `, ${sizeOf(bytes)}`}
        </span>
      </header>
      <div>
        <p>
          <code>{name}</code>
        </p>
        {url ? (
          <p>
            <a href={url} download="resource.bin">
              Save it as a file
            </a>
          </p>
        ) : (
          <p class="muted">Its bytes are not base64.</p>
        )}
      </div>
    </section>
  );
}

function LinkPart({ link }: { link: Record<string, unknown> }) {
  const { uri, name, title, description, mimeType } = link;
  const address = String(uri ?? '');
  const href = safeUrl(address);
  const words = [title ?? name, description]
    .filter((one) => typeof one === 'string')
    .map((one) => line(String(one), 300));
  return (
    <section class="part">
      <header>
        <span>
          <b>resource link</b> {mimeType === undefined ? '' : line(String(mimeType), 60)}
        </span>
        <CopyButton words="Copy" text={address} />
      </header>
      <div>
        <p class="ic">
          <Icon name="out" />
          {href ? (
            <a href={href} rel="noopener noreferrer nofollow" target="_blank">
              {line(address, 300)}
            </a>
          ) : (
            <code>{line(address, 300)}</code>
          )}
        </p>
        {words.length > 0 && <p class="muted">{words.join('. ')}</p>}
      </div>
    </section>
  );
}

/** An address of bytes that came as base64, for as long as they are shown. */
function useBlob(base64: unknown, type: string): { url: string | null; bytes: number | null } {
  const bytes = useMemo(() => bytesOf(base64), [base64]);
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    if (!bytes) return setUrl(null);
    const made = URL.createObjectURL(new Blob([bytes], { type }));
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [bytes, type]);
  return { url: bytes ? url : null, bytes: bytes?.length ?? null };
}

function bytesOf(base64: unknown): Uint8Array<ArrayBuffer> | null {
  if (typeof base64 !== 'string') return null;
  try {
    return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  } catch {
    return null;
  }
}

function sizeOf(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 1024 * 1024 ? `${(bytes / 1024).toFixed(1)} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
