import { isUtf8 } from 'node:buffer';
import { Command, Option } from 'commander';
import { printable, quoted } from '../../lib/contracts/printable.ts';
import type { ObjectStore } from '../../lib/store/object-store.ts';
import { bucketOf } from '../bucket.ts';
import { type Where, whereOptions, whereText } from '../deployment.ts';
import { NotFound } from '../not-found.ts';
import { stackOf } from '../stack.ts';
import { keyIn } from '../trace/find-labels.ts';

/** A file of the bucket, without a client of S3. */
export function cat(): Command {
  const command = new Command('cat').argument(
    '<key>',
    'a key of the bucket, as trace and labels show it, or its s3:// address',
  );
  for (const option of whereOptions()) command.addOption(option);
  return command
    .addOption(
      new Option('--json', 'one JSON object, for programs: key, bytes, and text, or base64 of what is not text'),
    )
    .addHelpText(
      'after',
      `
On a terminal only text is shown; to a file or a program every byte goes as it is. A key that no object has, but others begin
with, names some of them.

Examples:
  labelwire cat records/labelbox/cm3…/cm4label…05.json --local
  labelwire cat exports/coco/ --stage prod
  labelwire cat exports/masks/labelbox/cm3…/quay.png --stage prod > quay.png`,
    )
    .action(printObject);
}

async function printObject(address: string, options: Where & { readonly json?: boolean }): Promise<void> {
  const stack = await stackOf(options);
  const store = bucketOf(stack);
  const key = keyIn(address, stack);
  if (key.startsWith('s3://'))
    throw new Error(
      `${quoted(key)} must be in the bucket of the deployment, s3://${stack.bucket}/, but is in another.`,
    );
  const bytes = key === '' || key.endsWith('/') ? undefined : (await store.get(key))?.bytes;
  if (!bytes) throw new NotFound(await absent(key, store, options));
  const isText = isUtf8(bytes) && !bytes.includes(0);
  if (options.json) {
    const content = isText ? { text: bytes.toString('utf8') } : { base64: bytes.toString('base64') };
    console.log(printable(JSON.stringify({ key, bytes: bytes.length, ...content })));
  } else if (!process.stdout.isTTY) process.stdout.write(bytes);
  else if (isText) console.log(onTerminal(bytes.toString('utf8')));
  else throw new Error(`${quoted(key)} is not text (${bytes.length} bytes). Send it to a file: … > ${fileName(key)}`);
}

const fileName = (key: string): string => printable(key.split('/').at(-1) ?? key);

/** A file may hold what moves the cursor; lines and tabs stay. */
const onTerminal = (text: string): string =>
  text
    .trimEnd()
    .split(/(\r?\n|\t)/)
    .map((part, index) => (index % 2 ? part : printable(part)))
    .join('');

const mostNamed = 10;

async function absent(key: string, store: ObjectStore, options: Where): Promise<string> {
  for await (const page of store.listObjects(key)) {
    if (page.length === 0) continue;
    const named = page.slice(0, mostNamed).map((object) => `\n  ${printable(object.key)}`);
    const more = page.length > mostNamed ? '\n  …' : '';
    return `${quoted(key)} is the beginning of other keys. Name one of them:${named.join('')}${more}`;
  }
  return `The bucket has no object ${quoted(key)}. Find one: npx labelwire labels${whereText(options)}`;
}
