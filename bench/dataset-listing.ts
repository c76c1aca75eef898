import { serve } from '../cli/http-server.ts';
import { answerOf } from './child.ts';
import type { Listed } from './dataset-listing-process.ts';
import type { Benchmark } from './measurement.ts';

const objects = 1_000_000;
const perPage = 1000; // the most that S3 gives at once
const region = 'eu-central-1';

const keyOf = (index: number): string => `images/2026/${String(index).padStart(8, '0')}%20harbour.png`;

/** One page of a bucket that nobody had to fill: https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html */
function page(first: number): string {
  const end = Math.min(first + perPage, objects);
  const contents = Array.from(
    { length: end - first },
    (_, index) =>
      `<Contents><Key>${keyOf(first + index)}</Key><LastModified>2026-01-01T00:00:00.000Z</LastModified><ETag>&quot;0123456789abcdef0123456789abcdef&quot;</ETag><Size>4096</Size><StorageClass>STANDARD</StorageClass></Contents>`,
  );
  const next = end < objects ? `<NextContinuationToken>${end}</NextContinuationToken>` : '';
  return `<?xml version="1.0" encoding="UTF-8"?><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>harbour</Name><EncodingType>url</EncodingType><KeyCount>${end - first}</KeyCount><MaxKeys>${perPage}</MaxKeys><IsTruncated>${end < objects}</IsTruncated>${next}${contents.join('')}</ListBucketResult>`;
}

const answer = async (request: Request): Promise<Response> => {
  const headers = { 'content-type': 'application/xml', 'x-amz-bucket-region': region };
  if (request.method === 'HEAD') return new Response(null, { headers });
  const token = new URL(request.url).searchParams.get('continuation-token');
  return new Response(page(Number(token ?? 0)), { headers });
};

/** From a bucket of a million objects to the import file of a data set: how fast, and in how much memory. */
export const datasetListing: Benchmark = async () => {
  const s3 = await serve(answer);
  try {
    const { rows, seconds, megabytes } = await answerOf<Listed>('./dataset-listing-process.ts', s3.url, region);
    if (rows !== objects) throw new Error(`${rows} of ${objects} objects stand in the import file.`);
    return [
      {
        name: 'dataset-listing/objects-a-second',
        value: rows / seconds,
        unit: '1/s',
        absolute: `${rows} objects in ${seconds.toFixed(1)} s`,
      },
      {
        name: 'dataset-listing/memory',
        value: megabytes,
        unit: 'MB',
        goal: { atMost: 256 },
        absolute: 'the most that the process had resident, the runtime included',
      },
    ];
  } finally {
    await s3.close();
  }
};
