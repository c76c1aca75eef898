import type { ServedLabel } from '../../testing.ts';

/** The origin of masks on Labelbox itself, and so in every document from there. */
const labelbox = 'https://api.labelbox.com';

/** A document's text as this server gives it, with its masks on this server. */
export const here = (text: string, origin: string): string => text.replaceAll(`"${labelbox}/api/`, `"${origin}/api/`);

export function mask(pathname: string, labels: readonly ServedLabel[]): Response {
  for (const { attachments } of labels) {
    const png = attachments?.get(labelbox + pathname);
    if (png) return new Response(Buffer.from(png), { headers: { 'content-type': 'image/png' } });
  }
  return Response.json({ message: 'Not found' }, { status: 404 });
}

/** Behind a signed URL: a client needs no key, and may ask for a range (https://www.rfc-editor.org/rfc/rfc9110#section-14). */
export function storage(bytes: Uint8Array | undefined, range: string | null): Response {
  if (!bytes) return new Response('The URL has expired.', { status: 403 });
  const [, start, end] = /^bytes=(\d+)-(\d+)$/.exec(range ?? '') ?? [];
  if (start === undefined || end === undefined) return new Response(Buffer.from(bytes));
  const part = bytes.subarray(Number(start), Number(end) + 1);
  if (part.length === 0) return new Response('', { status: 416 });
  const at = `bytes ${start}-${Number(start) + part.length - 1}/${bytes.length}`;
  return new Response(Buffer.from(part), { status: 206, headers: { 'content-range': at } });
}
