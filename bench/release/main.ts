import { Command, Option } from 'commander';
import { prices } from '../../cli/cost/prices.ts';
import { keys } from '../../lib/contracts/keys.ts';
import type { ReleaseRequest } from '../../lib/contracts/release.ts';
import { parseLines } from '../../lib/release/build-objects.ts';
import { type ManifestLine, Release } from '../../lib/release/layout.ts';
import { sha256Of } from '../../lib/store/place-file.ts';
import { toCount } from '../load/limits.ts';
import { bucket, bucketOf, build, requestOf } from './build.ts';
import { type Phase, type PhaseEnd, runPhase } from './phases.ts';

const command = new Command('npm run release-load --')
  .description('Builds a release over S3 on this machine, each phase in a process of its own: time, memory, requests.')
  .option('--format <ids>', 'formats, with commas', (text) => text.split(','), ['coco', 'yolo'])
  .option('--labels <n>', 'labels of the release', toCount, 20_000)
  .addOption(
    new Option('--layout <layout>', 'of the release').choices(['shards', 'files', 'webdataset']).default('shards'),
  )
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
  layout,
  simulate,
} = command.parse().opts<{ format: string[]; labels: number; layout: ReleaseRequest['layout']; simulate?: number }>();

function show(phase: Phase['phase'], { seconds, megabytes, requests: asked }: PhaseEnd): void {
  const requests = Object.entries(asked).map(([name, number]) => `${name.replace('Command', '')} ${number}`);
  console.log(
    `${phase.padEnd(10)}${seconds.toFixed(1).padStart(8)} s${megabytes.toFixed(0).padStart(7)} MB  ${requests.join(', ')}`,
  );
}

async function buildOnce(release: string, endpoint: string): Promise<void> {
  const { requests } = await build(requestOf(release, ids, layout), endpoint, show);
  const sumOf = (isWanted: (name: string) => boolean) =>
    Object.entries(requests).reduce((sum, [name, number]) => sum + (isWanted(name) ? number : 0), 0);
  const gets = sumOf((name) => /Get|Head/.test(name));
  const puts = sumOf((name) => !/Get|Head/.test(name));
  const usd = puts * prices.s3Put + gets * prices.s3Get;
  console.log(
    `S3: ${puts} PUT and LIST, ${gets} GET: ${usd.toFixed(4)} USD, ${((usd / count) * 1e6).toFixed(2)} USD per million labels`,
  );
}

async function local(): Promise<void> {
  const { store, endpoint, stop } = await bucketOf(count);
  console.log(`${count} labels are in the bucket`);
  for (const release of ['one', 'two']) await buildOnce(release, endpoint);
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
  await stop();
  if (!one.equals(two)) throw new Error('Two builds of the same labels have different manifests.');
  console.log('the same manifest twice');
}

async function simulated(labels: number): Promise<void> {
  const request = requestOf('made-up', ['yolo']);
  const batches = Math.ceil(labels / 1_000);
  for (const phase of ['settle', 'finish'] as const)
    show(phase, await runPhase({ phase, request, run: 'made-up-run', batches, outputs: [], bucket }));
}

await (simulate === undefined ? local() : simulated(simulate));
