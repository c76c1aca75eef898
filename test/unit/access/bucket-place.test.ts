import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BucketUnusable, regionOfBucket } from '../../../access/bucket-place.ts';
import { accessClients } from '../../../access/clients.ts';
import { type HttpServer, serve } from '../../../cli/http-server.ts';

/** Answers HEAD of a bucket as Amazon S3 does: https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadBucket.html */
let s3: HttpServer;
let answers: Response[] = [];
beforeEach(async () => {
  s3 = await serve(async () => answers.shift() ?? new Response(null, { status: 500 }));
  vi.stubEnv('AWS_ENDPOINT_URL', s3.url);
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAIOSFODNN7EXAMPLE');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY');
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await s3.close();
});

const answer = (status: number, region?: string) =>
  new Response(null, { status, headers: region ? { 'x-amz-bucket-region': region } : {} });
const regionAfter = (...given: Response[]) => {
  answers = given;
  return regionOfBucket(accessClients(), 'clinic-images');
};

describe('a bucket', () => {
  it('is in the region that S3 names', async () => {
    expect(await regionAfter(answer(200, 'eu-central-1'))).toBe('eu-central-1');
  });

  it.each([301, 400])('is found in another region, which S3 reports with %i', async (status) => {
    const elsewhere = () => answer(status, 'ap-south-1');
    expect(await regionAfter(elsewhere(), answer(200, 'ap-south-1'))).toBe('ap-south-1');
    expect(await regionAfter(elsewhere(), elsewhere(), elsewhere())).toBe('ap-south-1');
  });

  it('is reported as unusable, with what to do, where it does not exist or belongs to somebody else', async () => {
    await expect(regionAfter(answer(404))).rejects.toThrow(/There is no bucket "clinic-images"/);
    await expect(regionAfter(answer(403, 'eu-central-1'))).rejects.toThrow(/not yours.*credentials/);
    await expect(regionAfter(answer(404))).rejects.toBeInstanceOf(BucketUnusable);
  });

  it('is not reported as unusable where S3 fails', async () => {
    const failing = regionAfter(answer(500), answer(500), answer(500));
    await expect(failing).rejects.not.toBeInstanceOf(BucketUnusable);
  });
});
