import type { S3Client } from '@aws-sdk/client-s3';
import { knownFormats } from '../../lib/configuration/chosen-formats.ts';
import { connectionsOf } from '../../lib/configuration/connections.ts';
import { isReadable } from '../../lib/preview/draw-written.ts';
import type { Queues } from '../../lib/queue/dead-letters.ts';
import type { ObjectStore } from '../../lib/store/object-store.ts';
import { bucketOf } from '../bucket.ts';
import { type Where, whereText } from '../deployment.ts';
import { loadConfiguration } from '../load-configuration.ts';
import type { PictureSources } from '../pictures/picture-sources.ts';
import { type Tree, treesOf } from '../preview/as-format.ts';
import { queuesOf } from '../queues.ts';
import { type Stack, stackOf } from '../stack.ts';

/** A deployment as the console works with it: with the credentials of whoever started it. */
export type ConsoleDeployment = {
  readonly where: Where;
  /** `local`, or the stage. */
  readonly name: string;
  /** Ends the commands that the page shows: ` --stage prod --region eu-central-1`. */
  readonly at: string;
  readonly stack: Stack;
  readonly store: ObjectStore;
  readonly queues: Queues;
  readonly connections: readonly string[];
  /** Trees whose files can be read back. */
  readonly trees: readonly Tree[];
  /** Where pictures, videos and audios may be read from; nowhere where it is absent. */
  readonly media?: { readonly sources: PictureSources; readonly s3: S3Client; readonly fetch?: typeof fetch };
};

/** Read with the AWS credentials of this process, whose clients are loaded only where media are shown. */
async function mediaIn(sources: PictureSources): Promise<NonNullable<ConsoleDeployment['media']>> {
  const { accessClients } = await import('../../access/clients.ts');
  return { sources, s3: accessClients().s3At(process.env.AWS_REGION) };
}

export async function consoleDeployment(where: Where, sources?: PictureSources): Promise<ConsoleDeployment> {
  const stack = await stackOf(where);
  const configuration = await loadConfiguration();
  return {
    where,
    name: where.local ? 'local' : where.stage,
    at: whereText(where),
    stack,
    store: bucketOf(stack),
    queues: await queuesOf(where),
    connections: connectionsOf(configuration).map(({ name }) => name),
    ...(sources ? { media: await mediaIn(sources) } : {}),
    trees: treesOf(knownFormats(configuration)).filter(({ chosen }) => isReadable(chosen)),
  };
}
