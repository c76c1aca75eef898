import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { ServedLabel } from '../../../../../lib/platforms/testing.ts';
import { testingOf } from '../../../../../local/platform-testing.ts';
import { type PlatformsState, refusedKey, stateKey } from './state.ts';

/** All simulated platforms behind one function URL. */

const { STATE_BUCKET: Bucket } = process.env;
const s3 = new S3Client();

type Answer = (request: Request) => Promise<Response>;
let known: { readonly etag: string | undefined; readonly state: PlatformsState } | undefined;
const servers = new Map<string, Answer>();

export async function handler(event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> {
  const state = await currentState();
  const { method } = event.requestContext.http;
  const query = event.rawQueryString ? `?${event.rawQueryString}` : '';
  const body = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
  const request = new Request(`${state.url}${event.rawPath}${query}`, {
    method,
    headers: Object.entries(event.headers).map(([name, value = '']): [string, string] => [name, value]),
    ...(method === 'GET' || method === 'HEAD' ? {} : { body }),
  });
  const answer = await answerOf(request, event.rawPath, state);
  return {
    statusCode: answer.status,
    headers: Object.fromEntries(answer.headers),
    body: Buffer.from(await answer.arrayBuffer()).toString('base64'),
    isBase64Encoded: true,
  };
}

async function answerOf(request: Request, path: string, { platforms }: PlatformsState): Promise<Response> {
  const id = Object.keys(platforms).find((each) => testingOf(each).simulated.paths.test(path));
  const served = id === undefined ? undefined : platforms[id];
  if (id === undefined || !served) return new Response('There is no such platform here.', { status: 404 });
  if (served.isDown) {
    await s3.send(new PutObjectCommand({ Bucket, Key: refusedKey(id), Body: '' }));
    return new Response('down', { status: 503 });
  }
  const server = servers.get(id) ?? testingOf(id).simulated.server({ secret: served.credential }, () => labelsOf(id));
  servers.set(id, server);
  return server(request);
}

/** As the newest state has them that was read here. */
const labelsOf = (platform: string): readonly ServedLabel[] => known?.state.platforms[platform]?.labels ?? [];

async function currentState(): Promise<PlatformsState> {
  try {
    const IfNoneMatch = known?.etag;
    const { Body, ETag } = await s3.send(
      new GetObjectCommand({ Bucket, Key: stateKey, ...(IfNoneMatch ? { IfNoneMatch } : {}) }),
    );
    known = { etag: ETag, state: JSON.parse((await Body?.transformToString()) ?? '') as PlatformsState };
  } catch (error) {
    const { $metadata } = error as { $metadata?: { httpStatusCode?: number } };
    if (!known || $metadata?.httpStatusCode !== 304) throw error;
  }
  return known.state;
}
