import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { serve } from '../../../../../cli/http-server.ts';
import { Datasets } from '../../../../../lib/platforms/labelbox/simulated/datasets.ts';
import { withDatasets } from '../../../../../lib/platforms/labelbox/simulated/datasets-api.ts';
import { server } from '../../../../../lib/platforms/labelbox/simulated/server.ts';
import { Uploads } from '../../../../../lib/platforms/labelbox/simulated/uploads.ts';
import { startSqsAndS3 } from '../../../../../local/aws/s3-conditions.ts';

export const region = 'eu-central-1';
const secret = 'key.of-the-test';

type Answer = (request: Request, url: URL) => Response | undefined | Promise<Response | undefined>;

/** May answer instead of the platform, or let the platform answer and do something else as well. */
export type PlatformPlan = (
  request: Request,
  labelbox: (request: Request) => Promise<Response>,
) => Promise<Response | undefined>;

/** A simulated Labelbox, and S3 (fauxqs) with what it cannot do itself: a bucket's region, CORS, planned refusals. */
export async function aDatasetWorld({ pageSize = 2, looksUntilComplete = 1 } = {}) {
  const emulator = await startSqsAndS3({ port: 0 });
  const endpoint = `http://127.0.0.1:${emulator.port}`;
  const planned: Answer[] = [];
  const s3Requests: string[] = [];
  const front = await serve(async (request) => {
    const url = new URL(request.url);
    s3Requests.push(`${request.method} ${url.pathname}${url.search}`);
    for (const answer of planned) {
      const given = await answer(request, url);
      if (given) return given;
    }
    const body = request.method === 'GET' || request.method === 'HEAD' ? undefined : await request.arrayBuffer();
    const response = await fetch(`${endpoint}${url.pathname}${url.search}`, {
      method: request.method,
      headers: Object.fromEntries([...request.headers].filter(([name]) => name !== 'host' && name !== 'connection')),
      ...(body ? { body } : {}),
    });
    const headers = new Headers(response.headers);
    headers.delete('content-encoding');
    headers.delete('transfer-encoding');
    headers.set('x-amz-bucket-region', region);
    return new Response(request.method === 'HEAD' ? null : response.body, { status: response.status, headers });
  });
  const datasets = new Datasets();
  datasets.looksUntilComplete = looksUntilComplete; // a call of the command line waits two seconds between looks
  const uploads = new Uploads();
  const rest = server({ secret }, () => []);
  const platformPlans: PlatformPlan[] = [];
  const labelbox = withDatasets({ secret }, rest, { datasets, uploads, pageSize });
  const platform = await serve(async (request) => {
    for (const plan of platformPlans) {
      const answer = await plan(request, labelbox);
      if (answer) return answer;
    }
    return labelbox(request);
  });
  const s3 = new S3Client({ region, endpoint, credentials: { accessKeyId: 'local', secretAccessKey: 'local' } });
  return {
    datasets,
    uploads,
    planned,
    platformPlans,
    s3Requests,
    environment: {
      AWS_ENDPOINT_URL_S3: front.url,
      AWS_REGION: 'us-west-2', // not the bucket's
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      LABELWIRE_API_URL_LABELBOX: platform.url,
      LABELWIRE_API_KEY: secret,
    },
    async bucket(name: string, objects: Readonly<Record<string, Uint8Array | string>>): Promise<void> {
      await s3.send(new CreateBucketCommand({ Bucket: name }));
      for (const [Key, Body] of Object.entries(objects))
        await s3.send(new PutObjectCommand({ Bucket: name, Key, Body }));
    },
    put: (Bucket: string, Key: string, Body: Uint8Array | string) =>
      s3.send(new PutObjectCommand({ Bucket, Key, Body })),
    async stop(): Promise<void> {
      await Promise.all([front.close(), platform.close(), emulator.stop()]);
      s3.destroy();
    },
  };
}

export type DatasetWorld = Awaited<ReturnType<typeof aDatasetWorld>>;

/** A refusal in S3's form. */
export const s3Refusal = (status: number, code: string): Response =>
  new Response(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>m</Message></Error>`, {
    status,
    headers: { 'content-type': 'application/xml' },
  });
