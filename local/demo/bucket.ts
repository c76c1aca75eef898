import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { formats } from '../../lib/formats/formats.ts';

export type BucketFile = { readonly key: string; readonly size: number; text(): Promise<string> };

/** Everything in the bucket but the claim checks, which expire by themselves. */
export async function filesInBucket(environment: Readonly<Record<string, string>>): Promise<BucketFile[]> {
  const s3 = new S3Client();
  const Bucket = environment.BUCKET ?? '';
  const files: BucketFile[] = [];
  let token: string | undefined;
  do {
    const page = await s3.send(new ListObjectsV2Command({ Bucket, ...(token ? { ContinuationToken: token } : {}) }));
    for (const { Key: key = '', Size: size = 0 } of page.Contents ?? []) {
      if (key.startsWith('staging/')) continue;
      files.push({
        key,
        size,
        text: async () => (await s3.send(new GetObjectCommand({ Bucket, Key: key }))).Body?.transformToString() ?? '',
      });
    }
    token = page.NextContinuationToken;
  } while (token);
  return files;
}

type Json = Record<string, unknown[] | Record<string, unknown> | string | number>;
const counted = (number: number, noun: string) => `${number} ${noun}${number === 1 ? '' : 's'}`;
const lengthOf = (value: unknown) =>
  Array.isArray(value) ? value.length : Object.keys((value ?? {}) as object).length;

/** What stands in a file, in a few words, by where it stands. */
const tellers: readonly { readonly root: string; readonly tell: (text: string) => string }[] = [
  {
    root: 'classes/',
    tell: (text) =>
      `class map: ${((JSON.parse(text) as Json).classes as string[]).map((name, number) => `${name} = ${number}`).join(', ')}`,
  },
  {
    root: 'records/',
    tell: (text) => {
      const record = JSON.parse(text) as Json;
      const omitted = record.omitted as { format: string; count: number; code: string }[];
      const left = [...Map.groupBy(omitted, ({ format, code }) => `${format} ${code}`)].map(
        ([what, same]) => `${what} ${same.reduce((sum, { count }) => sum + count, 0)}`,
      );
      const files = counted(lengthOf(record.files), 'file');
      return `record: ${record.status}, ${files}${left.length > 0 ? `; left out: ${left.join(', ')}` : ''}`;
    },
  },
  {
    root: 'labels/',
    tell: (text) =>
      `${formats.canonical.title}: ${counted(lengthOf((JSON.parse(text) as Json).annotations), 'annotation')}`,
  },
  { root: 'native/', tell: () => formats.native.title },
  {
    root: 'exports/coco/',
    tell: (text) => {
      const { annotations, categories } = JSON.parse(text) as Json;
      return `${formats.coco.title}: ${counted(lengthOf(annotations), 'annotation')}, ${lengthOf(categories)} categories`;
    },
  },
  {
    root: 'exports/yolo/',
    tell: (text) =>
      text.includes('\nnames:')
        ? 'the data set: folders and class names'
        : `${formats.yolo.title}: ${counted(text.split('\n').filter(Boolean).length, 'row')}`,
  },
];

/** The bucket as a tree, a line about each file. */
export async function bucketTree(files: readonly BucketFile[]): Promise<string> {
  const lines: string[] = [];
  let folders: string[] = [];
  for (const file of files) {
    const path = file.key.split('/');
    const name = path.pop() ?? '';
    const shared = path.findIndex((folder, depth) => folder !== folders[depth]);
    if (shared >= 0)
      for (const [depth, folder] of path.entries()) if (depth >= shared) lines.push(`${'  '.repeat(depth)}${folder}/`);
    folders = path;
    const tell = tellers.find(({ root }) => file.key.startsWith(root))?.tell ?? (() => '');
    lines.push(
      `${`${'  '.repeat(path.length)}${name}`.padEnd(64)} ${String(file.size).padStart(6)} B  ${tell(await file.text())}`,
    );
  }
  return lines.join('\n');
}
