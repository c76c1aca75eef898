import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { loadConfiguration } from '../../cli/load-configuration.ts';
import { connectionsOf } from '../../lib/configuration/connections.ts';
import { startPipeline } from '../../local/pipeline.ts';
import { testingOf } from '../../local/platform-testing.ts';

/**
 * A short run of the whole pipeline with the configuration of this process: a label of each project that the routes name,
 * or of one, through every connection, all of them with the same ids. Prints each key of the bucket, and the records.
 */
const configuration = await loadConfiguration();
const named = configuration.routes.flatMap(({ projects = [] }) => projects);
const names = named.length > 0 ? [...new Set(named)] : ['street'];
const labels = Object.fromEntries(
  connectionsOf(configuration).map(({ name, platform }) => {
    const { aLabel, projectId } = testingOf(platform.id);
    return [
      name,
      names.map((project) => aLabel({ project: named.length > 0 ? project : projectId(project), label: 'one' })),
    ];
  }),
);
const pipeline = await startPipeline({ labels, retrySpeed: 1_000 });
const answers = await Promise.all(
  pipeline.connections.flatMap((connection) =>
    connection.labels.map(async (label) => (await connection.announce(label)).status),
  ),
);
await pipeline.aws.idle();
const s3 = new S3Client();
const { BUCKET: Bucket } = pipeline.aws.environment;
const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket }));
const keys = Contents.map(({ Key = '' }) => Key).filter((key) => !key.startsWith('staging/'));
const records = await Promise.all(
  keys
    .filter((key) => key.startsWith('records/'))
    .map(async (Key) => {
      const text = await (await s3.send(new GetObjectCommand({ Bucket, Key }))).Body?.transformToString();
      return JSON.parse(text ?? '') as unknown;
    }),
);
await pipeline.stop();
process.stdout.write(JSON.stringify({ answers, keys, records }), () => process.exit());
