import type { UploadedFile } from './attachments.ts';
import { refuse } from './refuse.ts';

export type Body = { body: unknown; files: UploadedFile[] };

/** Reads a body as its content type says: JSON, a form, or JSON with files beside it. */
export async function readBody(bytes: Buffer, contentType: string): Promise<Body> {
  if (bytes.length === 0) return { body: undefined, files: [] };
  if (contentType.startsWith('multipart/form-data')) return readMultipart(bytes, contentType);
  if (contentType.startsWith('application/x-www-form-urlencoded')) {
    return { body: Object.fromEntries(new URLSearchParams(bytes.toString())), files: [] };
  }
  return { body: parse(bytes.toString()), files: [] };
}

async function readMultipart(bytes: Buffer, contentType: string): Promise<Body> {
  const form = await new Response(new Uint8Array(bytes), { headers: { 'content-type': contentType } }).formData();
  const files: UploadedFile[] = [];
  let body: unknown = {};
  for (const [name, value] of form) {
    const index = /^files\[(\d+)\]$/.exec(name)?.[1];
    if (name === 'payload_json' && typeof value === 'string') body = parse(value);
    else if (index !== undefined && typeof value !== 'string') {
      files.push({ index, name: value.name, type: value.type, bytes: Buffer.from(await value.arrayBuffer()) });
    } else throw refuse('readable-body', { detail: `unexpected part ${name}` });
  }
  return { body, files };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw refuse('readable-body', { detail: text.slice(0, 100) });
  }
}
