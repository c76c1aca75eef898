import { randomUUID } from 'node:crypto';
import type { HttpRequest, PlatformApi } from '../../../platform.ts';
import { askPatiently } from '../ask.ts';
import { uploadFile } from './operations.ts';

/**
 * Puts a JSON file into Labelbox's own storage and returns its address. GraphQL multipart:
 * https://github.com/jaydenseric/graphql-multipart-request-spec
 */
export async function uploadJson(api: PlatformApi, name: string, bytes: Uint8Array): Promise<string> {
  const withFile: PlatformApi = { ...api, request: (request) => api.request(multipart(request, name, bytes)) };
  const variables = { file: null, contentLength: bytes.length, sign: false };
  return (await askPatiently(withFile, uploadFile, variables)).uploadFile.url;
}

/** The request's own body becomes the part `operations`. */
function multipart({ headers = {}, body = '', ...request }: HttpRequest, name: string, bytes: Uint8Array): HttpRequest {
  const boundary = randomUUID();
  const field = (part: string, value: string) =>
    `--${boundary}\r\ncontent-disposition: form-data; name="${part}"\r\n\r\n${value}\r\n`;
  const head =
    field('operations', Buffer.from(body).toString('utf8')) +
    field('map', JSON.stringify({ 1: ['variables.file'] })) +
    `--${boundary}\r\ncontent-disposition: form-data; name="1"; filename="${name}"\r\ncontent-type: application/json\r\n\r\n`;
  return {
    ...request,
    headers: { ...headers, 'content-type': `multipart/form-data; boundary=${boundary}` },
    body: Buffer.concat([Buffer.from(head), bytes, Buffer.from(`\r\n--${boundary}--\r\n`)]),
  };
}
