import { join } from 'node:path';
import { type BundledFunction, build } from '../build.ts';

/** Inside the project, so that what is external to a bundle is found in its node_modules. */
export const benchFolder = join(import.meta.dirname, '..', 'dist', 'bench');

let built: Promise<readonly BundledFunction[]> | undefined;

/** The webhook receiver as it is deployed. */
export async function bundledReceiver(): Promise<BundledFunction & { readonly entry: string }> {
  const folder = join(benchFolder, 'functions');
  built ??= build(folder);
  const receiver = (await built).find(({ name }) => name === 'receive-webhook');
  if (!receiver) throw new Error('functions/receive-webhook.ts is not there any more.');
  return { ...receiver, entry: join(folder, receiver.name, 'index.mjs') };
}
