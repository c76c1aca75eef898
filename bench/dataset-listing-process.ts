import { accessPlatform } from '../access/access-platform.ts';
import { sourceBucket } from '../access/dataset/bucket.ts';
import { listedCandidates } from '../access/dataset/candidates.ts';
import { Job } from '../access/dataset/job.ts';
import { linesOf } from '../access/dataset/line-file.ts';
import { keepHeapSmall, prepareRound } from '../access/dataset/prepare.ts';
import { importedKeys } from '../access/dataset/results.ts';
import { verdicts } from '../access/dataset/verdict.ts';
import { newFolder } from '../local/new-folder.ts';
import { answer } from './child.ts';

export type Listed = { readonly rows: number; readonly seconds: number; readonly megabytes: number };

keepHeapSmall(); // as the command does
const [endpoint = '', region = ''] = process.argv.slice(2);
Object.assign(process.env, {
  AWS_ENDPOINT_URL_S3: endpoint,
  AWS_REGION: region,
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
});

const { datasets } = await accessPlatform('labelbox');
if (!datasets) throw new Error('Labelbox has data sets.');

const folder = newFolder();
const start = performance.now();
const bucket = await sourceBucket('harbour');
const job = await Job.open(folder, { recipe: 'bench', bucket: bucket.name, region: bucket.region, name: 'bench' });
const recipe = { type: 'image', trustExtensions: true, globalKeyPrefix: '', tiles: {} } as const;
const judged = verdicts(listedCandidates(bucket, 'images/', datasets), bucket, recipe, datasets);
await prepareRound(job, judged, datasets, { imported: await importedKeys(job) });
const seconds = (performance.now() - start) / 1000;
let rows = 0;
for await (const _ of linesOf(job.rowsFile(0))) rows += 1;
answer({ rows, seconds, megabytes: process.resourceUsage().maxRSS / 1024 } satisfies Listed);
