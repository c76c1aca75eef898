import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { Command } from 'commander';
import { prices } from '../../cli/cost/prices.ts';
import { keys } from '../../lib/contracts/keys.ts';
import type { OutputFile, PlannedRelease, ReleaseRequest } from '../../lib/contracts/release.ts';
import { parseLines } from '../../lib/release/build-objects.ts';
import { type ManifestLine, Release } from '../../lib/release/layout.ts';
import { extendClasses } from '../../lib/store/class-map.ts';
import { objectStore } from '../../lib/store/object-store.ts';
import { sha256Of } from '../../lib/store/place-file.ts';
import { startSqsAndS3 } from '../../local/aws/s3-conditions.ts';
import { toCount } from '../load/limits.ts';
import { classes, labelOf, project } from './labels.ts';
import { type Phase, runPhase } from './phases.ts';

const command = new Command('npm run release-load --')
  .description('Builds a release over S3 on this machine, each phase in a process of its own: time, memory, requests.')
  .option('--format <ids>', 'formats, with commas', (text) => text.split(','), ['coco', 'yolo'])
  .option('--labels <n>', 'labels of the release', toCount, 20_000)
  .option(
    '--simulate <n>',
    'instead: only what needs all labels, over so many that are made up where they are read',
    toCount,
  )
  .addHelpText(
    'after',
    '\nEnds with 1 when two builds of the same labels have different manifests, or a file is not as its manifest says.',
  );
const {
  format: ids,
  labels: count,
  simulate,
} = command.parse().opts<{ format: string[]; labels: number; simulate?: number }>();

const bucket = 'labels';
const requestOf = (release: string, formats: ReleaseRequest['formats']): ReleaseRequest => ({
  ...{ schema: 1, release, projects: [project], formats, labels: 'newest', layout: 'shards' },
  split: { shares: Object.entries({ train: 0.8, val: 0.1, test: 0.1 }).map(([name, share]) => ({ name, share })) },
});

async function phase(one: Phase): Promise<Awaited<ReturnType<typeof runPhase>>> {
  const ended = await runPhase(one);
  const requests = Object.entries(ended.requests).map(([name, number]) => `${name.replace('Command', '')} ${number}`);
  console.log(
    `${one.phase.padEnd(10)}${ended.seconds.toFixed(1).padStart(8)} s${ended.megabytes.toFixed(0).padStart(7)} MB  ${requests.join(', ')}`,
  );
  return ended;
}

async function build(release: string, endpoint: string) {
  const request = requestOf(
    release,
    ids.map((id) => ({ id })),
  );
  const common = { request, run: `${release}-run`, endpoint, bucket };
  const asked: Record<string, number> = {};
  const run = async (one: Phase['phase'], more: { batches: number; outputs: readonly OutputFile[] }) => {
    const { result, requests } = await phase({ ...common, ...more, phase: one });
    for (const [name, number] of Object.entries(requests)) asked[name] = (asked[name] ?? 0) + number;
    return result;
  };
  const { batches } = (await run('plan', { batches: 0, outputs: [] })) as PlannedRelease;
  await run('survey', { batches, outputs: [] });
  const { outputs } = (await run('settle', { batches, outputs: [] })) as { outputs: OutputFile[] };
  for (const one of ['write', 'assemble', 'finish'] as const) await run(one, { batches, outputs });
  const puts = Object.entries(asked).reduce((sum, [name, number]) => sum + (/Get|Head/.test(name) ? 0 : number), 0);
  const gets = Object.entries(asked).reduce((sum, [name, number]) => sum + (/Get|Head/.test(name) ? number : 0), 0);
  const usd = puts * prices.s3Put + gets * prices.s3Get;
  console.log(
    `S3: ${puts} PUT and LIST, ${gets} GET: ${usd.toFixed(4)} USD, ${((usd / count) * 1e6).toFixed(2)} USD per million labels`,
  );
}

async function local(): Promise<void> {
  const fauxqs = await startSqsAndS3({ port: 0 });
  const endpoint = `http://127.0.0.1:${fauxqs.port}`;
  const s3 = new S3Client({
    endpoint,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  await s3.send(new CreateBucketCommand({ Bucket: bucket }));
  const store = objectStore(s3, bucket);
  await extendClasses(store, project, classes);
  let next = 0;
  const seed = async () => {
    for (let number = next++; number < count; number = next++) {
      const bytes = Buffer.from(JSON.stringify(labelOf(number)));
      await store.put({
        key: `${keys.labels(project)}${String(number).padStart(9, '0')}.json`,
        bytes,
        contentType: 'application/json',
      });
    }
  };
  await Promise.all(Array.from({ length: 30 }, seed));
  console.log(`${count} labels are in the bucket`);
  for (const release of ['one', 'two']) await build(release, endpoint);
  const text = async (key: string) => (await store.get(key))?.bytes ?? Buffer.alloc(0);
  const [one, two] = [
    await text(keys.release('one', 'manifest.jsonl')),
    await text(keys.release('two', 'manifest.jsonl')),
  ];
  const { release: _, ...said } = Release.parse(
    JSON.parse((await text(keys.release('one', 'release.json'))).toString()),
  );
  console.log(
    JSON.stringify({
      labels: said.labels,
      images: said.images,
      renamed: said.renamed,
      leftOut: said.leftOut,
      files: said.manifestFiles,
      manifestSha256: said.manifestSha256,
    }),
  );
  const whole = parseLines<ManifestLine>(one).filter(({ label }) => label === undefined);
  for (const { path, sha256 } of whole)
    if (sha256Of(await text(keys.release('one', path))) !== sha256)
      throw new Error(`${path} is not as its manifest says.`);
  await fauxqs.stop();
  if (!one.equals(two)) throw new Error('Two builds of the same labels have different manifests.');
  console.log('the same manifest twice');
}

if (simulate === undefined) await local();
else {
  const request = requestOf('made-up', [{ id: 'yolo' }]);
  for (const one of ['settle', 'finish'] as const)
    await phase({ phase: one, request, run: 'made-up-run', batches: Math.ceil(simulate / 1_000), outputs: [], bucket });
}
