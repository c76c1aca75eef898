import type { Handler, Reply, Request, Route } from './fauxqs-routes.ts';
import { type ObjectVersion, ObjectVersions } from './object-versions.ts';

/**
 * The versions of objects, which fauxqs does not keep: PutBucketVersioning switches them on for a bucket, and then every
 * object that is written is kept, to be found by ListObjectVersions and GetObject with a version id. Delete markers are not
 * listed. https://docs.aws.amazon.com/AmazonS3/latest/userguide/Versioning.html
 */
export class S3Versions {
  readonly #versions: ObjectVersions;
  readonly #passing: string | undefined;
  #get: Handler | undefined;

  /** `passing`: the prefix of keys of which no version is kept, since what is there soon goes for good. */
  constructor(folder: string | undefined, passing: string | undefined) {
    this.#versions = new ObjectVersions(folder);
    this.#passing = passing;
  }

  /** Called as each route is registered, after what may refuse its requests. */
  wrap(route: Route): void {
    const { handler } = route;
    if (route.method === 'GET' && route.url === '/:bucket/*') this.#get = handler;
    if (route.method === 'GET')
      route.handler = (request, reply) => this.#read(request, reply) ?? handler(request, reply);
    if (route.method === 'PUT' || route.method === 'POST') {
      route.handler = (request, reply) => {
        if (this.#enables(request)) return reply.status(200).send();
        const { bucket = '', '*': key = '' } = request.params;
        const isPassing = this.#passing !== undefined && key.startsWith(this.#passing);
        const isKept = key !== '' && !isPassing && this.#versions.isEnabled(bucket);
        // fauxqs writes within this turn of the event loop, so that the object that is there next is the written one.
        const answer = handler(request, reply);
        if (isKept && reply.statusCode === 200 && !isOfUpload(request)) this.#keep(bucket, key);
        return answer;
      };
    }
  }

  close(): void {
    this.#versions.close();
  }

  #enables({ query, params: { bucket = '' }, body }: Request): boolean {
    if (!('versioning' in query)) return false;
    if (!String(body).includes('<Status>Enabled</Status>'))
      throw new Error('The S3 of this machine can only be asked to keep versions, not to stop keeping them.');
    this.#versions.enable(bucket);
    return true;
  }

  /** Undefined: it is not about versions. */
  #read({ query, params }: Request, reply: Reply): unknown {
    const { bucket = '', '*': key = '' } = params;
    if (key === '' && 'versioning' in query)
      return sendXml(reply, 200, versioningXml(this.#versions.isEnabled(bucket)));
    if (!this.#versions.isEnabled(bucket)) return undefined;
    if (key === '' && 'versions' in query)
      return sendXml(reply, 200, listXml(bucket, this.#versions.list(bucket, query.prefix ?? '')));
    return query.versionId === undefined ? undefined : this.#readVersion(bucket, key, query.versionId, reply);
  }

  #readVersion(bucket: string, key: string, id: string, reply: Reply): unknown {
    const found = this.#versions.read(bucket, key, id);
    if (!found) {
      const message = 'The specified version does not exist.';
      return sendXml(reply, 404, `<Error><Code>NoSuchVersion</Code><Message>${message}</Message></Error>`);
    }
    for (const [name, value] of Object.entries(found.headers)) reply.header(name, value);
    return reply.status(200).send(Buffer.from(found.bytes));
  }

  #keep(bucket: string, key: string): void {
    const headers: Record<string, string> = {};
    const reply: Reply = {
      statusCode: 0,
      header: (name, value) => {
        headers[name] = String(value);
        return reply;
      },
      status: () => reply,
      send: (bytes) => {
        if (bytes instanceof Uint8Array) this.#versions.add(bucket, { key, headers, bytes });
        return reply;
      },
    };
    this.#get?.({ headers: {}, params: { bucket, '*': key }, query: {}, body: undefined }, reply);
  }
}

/** Parts of an upload are no object until it is complete. */
const isOfUpload = ({ query }: Request): boolean => 'uploads' in query || 'partNumber' in query;

const sendXml = (reply: Reply, status: number, xml: string): unknown =>
  reply.status(status).header('content-type', 'application/xml').send(`<?xml version="1.0" encoding="UTF-8"?>\n${xml}`);

const versioningXml = (isEnabled: boolean): string =>
  `<VersioningConfiguration>${isEnabled ? '<Status>Enabled</Status>' : ''}</VersioningConfiguration>`;

const listXml = (bucket: string, versions: readonly ObjectVersion[]): string =>
  `<ListVersionsResult><Name>${bucket}</Name><IsTruncated>false</IsTruncated>${versions.map(versionXml).join('')}</ListVersionsResult>`;

function versionXml({ key, id, headers, bytes }: ObjectVersion, index: number, all: readonly ObjectVersion[]): string {
  const fields = {
    Key: key,
    VersionId: id,
    IsLatest: all[index - 1]?.key !== key,
    LastModified: new Date(headers['last-modified'] ?? 0).toISOString(),
    ETag: headers.etag ?? '',
    Size: bytes.length,
  };
  const parts = Object.entries(fields).map(([name, value]) => `<${name}>${escaped(String(value))}</${name}>`);
  return `<Version>${parts.join('')}</Version>`;
}

const escaped = (text: string): string => text.replaceAll(/[<>&"]/g, (character) => `&#${character.charCodeAt(0)};`);
