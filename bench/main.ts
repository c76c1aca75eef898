import { parseArgs } from 'node:util';
import { bundleSize } from './bundle-size.ts';
import { coldImport } from './cold-import.ts';
import { datasetListing } from './dataset-listing.ts';
import { formats } from './formats.ts';
import { growth } from './growth.ts';
import { masks } from './masks.ts';
import type { Benchmark } from './measurement.ts';
import { normalise } from './normalise.ts';
import { peers } from './peers.ts';
import { pipeline } from './pipeline.ts';
import { receiveWebhook } from './receive-webhook.ts';
import { asJson, asTableRow, tableHead } from './report.ts';
import { signatureTiming } from './signature-timing.ts';

const benchmarks: Readonly<Record<string, Benchmark>> = {
  'receive-webhook': receiveWebhook,
  'cold-import': coldImport,
  'bundle-size': bundleSize,
  pipeline,
  'signature-timing': signatureTiming,
  normalise,
  masks,
  formats,
  growth,
  'dataset-listing': datasetListing,
};

const usage = `Usage: npm run bench [-- --only NAME] [-- --peers] [-- --json]

Measures Labelwire against floors: the least that any program would have to do for the same. A ratio is subject ÷ floor,
measured in turn in one run, the median of several rounds.

  receive-webhook  CPU a delivery; floor: HMAC-SHA256 and JSON.parse of the same body
  cold-import      loading the bundled webhook receiver; floor: loading the SQS client
  bundle-size      bytes of that bundle which load at start, without the AWS SDK
  pipeline         labels a second from webhook to bucket; floor: the same S3 and SQS calls by bare clients
  normalise        platform document to canonical label, and the document cleaned; floor: JSON.parse of the same document
  masks            run lengths and rasterising; floor: pycocotools, which is C (needs python3; installed on the first run)
  formats          canonical label to files of text; floor: JSON.parse of it, and JSON.stringify of as much as the files
                   have; to pictures; floor: pycocotools decodes the same masks, Pillow saves them
  growth           every format on n and on 30 n of something, at most 30,000; no floor: the exponent, 1 where time is linear
  dataset-listing  a million listed objects to an import file: rate, and memory; no floor
  signature-timing whether the time of a 401 tells where the signature is wrong; no floor: Welch's t of two samples

  --only NAME      only the benchmarks whose name begins so
  --peers          in place of all of these: labels a second beside the converters of label-studio-sdk, Encord's SDK and
                   supervision, on the same 2,000 labels (needs python3; installs them on the first run)
  --json           one JSON object a line: {"name","value","unit","goal","ok"}
  --help           this text

Ends with 1 when something could not be measured, else with 0: a missed goal is shown (NO, "ok":false), not punished.`;

async function run(all: Readonly<Record<string, Benchmark>>, only: string, json: boolean): Promise<boolean> {
  const chosen = Object.entries(all).filter(([name]) => name.startsWith(only));
  if (chosen.length === 0) throw new TypeError(`No benchmark is called ${only}.`);
  if (!json) console.log(tableHead);
  let measuredAll = true;
  for (const [name, measure] of chosen) {
    try {
      for (const measurement of await measure()) console.log(json ? asJson(measurement) : asTableRow(measurement));
    } catch (error) {
      measuredAll = false;
      console.error(`${name} could not be measured:`, error);
    }
  }
  return measuredAll;
}

try {
  const { values } = parseArgs({
    options: {
      only: { type: 'string', default: '' },
      peers: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) console.log(usage);
  else process.exitCode = (await run(values.peers ? peers : benchmarks, values.only, values.json)) ? 0 : 1;
} catch (error) {
  console.error(`${(error as Error).message}\n\n${usage}`);
  process.exitCode = 1;
}
