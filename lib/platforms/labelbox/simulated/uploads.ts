import { randomUUID } from 'node:crypto';
import * as z from 'zod/mini';

/** The SDK cuts what is larger: https://github.com/Labelbox/labelbox-python/blob/develop/libs/labelbox/src/labelbox/schema/dataset.py */
const largestFile = 10_000_000;

const Operations = z.object({ query: z.string(), variables: z.object({ contentLength: z.int() }) });
const FileMap = z.object({ 1: z.tuple([z.literal('variables.file')]) });

/** Files uploaded in GraphQL's multipart form: https://github.com/jaydenseric/graphql-multipart-request-spec */
export class Uploads {
  readonly #files = new Map<string, Uint8Array>();

  /** The file's address, or what is wrong with the request. */
  async take(request: Request, origin: string): Promise<{ url: string; filename: string } | string> {
    const form = await request.formData();
    const [operations, map, file] = ['operations', 'map', '1'].map((part) => form.get(part));
    if (typeof operations !== 'string' || typeof map !== 'string' || !(file instanceof File))
      return 'The parts operations, map and 1 are needed';
    const asked = Operations.safeParse(JSON.parse(operations));
    if (!asked.success || !FileMap.safeParse(JSON.parse(map)).success) return 'The map must name variables.file';
    const bytes = new Uint8Array(await file.arrayBuffer());
    if (bytes.length !== asked.data.variables.contentLength) return 'contentLength is not the length of the file';
    if (bytes.length > largestFile) return `The file is larger than ${largestFile} bytes`;
    const url = `${origin}/uploads/${randomUUID()}`;
    this.#files.set(url, bytes);
    return { url, filename: file.name };
  }

  /** The JSON in a file; undefined where nothing was uploaded there. */
  json(url: string): unknown {
    const bytes = this.#files.get(url);
    return bytes && JSON.parse(Buffer.from(bytes).toString('utf8'));
  }

  get count(): number {
    return this.#files.size;
  }
}
