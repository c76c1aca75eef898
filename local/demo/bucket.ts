import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { shortened } from '../../cli/terminal.ts';
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

/** What a tree of the bucket holds, by the beginning of its keys. */
const trees: readonly (readonly [root: string, what: string])[] = [
  ...Object.values(formats).map(({ root, title }) => [`${root}/`, title] as const),
  ['records/', 'Records: revision, files, omissions of each label'],
  ['classes/', 'Class maps: the number of each class'],
  ['units/', 'Claims: which label has which file name'],
  ['rescued/', 'Marks of executions that ended badly'],
];
const treeOf = (key: string) => trees.find(([root]) => key.startsWith(root)) ?? ['', ''];

const kilobytes = (bytes: number): string => `${(bytes / 1024).toFixed(1)} kB`;

/** A line for each tree of each connection: how many files, how large, what they are, as far as the width has room. */
export function treeSummary(files: readonly BucketFile[], width: number | undefined): string {
  const groups = Map.groupBy(files, ({ key }) => {
    const [root] = treeOf(key);
    return `${root}${key
      .slice(root.length)
      .split('/')[0]
      ?.replace(/\.json$/, '')}/`;
  });
  return [...groups]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([folder, same]) => {
      const size = same.reduce((sum, file) => sum + file.size, 0);
      const count = `${String(same.length).padStart(3)} ${same.length === 1 ? 'file ' : 'files'}`;
      return fitting(`${folder.padEnd(28)} ${count} ${kilobytes(size).padStart(9)}  ${treeOf(folder)[1]}`, width);
    })
    .join('\n');
}

const fitting = (line: string, width: number | undefined): string =>
  width === undefined ? line.trimEnd() : shortened(line.trimEnd(), width);

const longestSample = 220;

/** Three files to look at: a label as one of the formats has it, its record, the class map. */
export async function sampleFiles(files: readonly BucketFile[]): Promise<string> {
  const samples = ['exports/', 'records/', 'classes/'].flatMap((root) => {
    const fitting = files.filter(({ key, size }) => key.startsWith(root) && size > 0);
    return fitting.toSorted((a, b) => a.size - b.size)[Math.floor(fitting.length / 2)] ?? [];
  });
  const shown = samples.map(async (file) => {
    const text = (await file.text()).replaceAll(/\s+/g, ' ').trim();
    return `${file.key}\n  ${text.length > longestSample ? `${text.slice(0, longestSample)}…` : text}`;
  });
  return (await Promise.all(shown)).join('\n');
}

/** Every file, folder by folder; its size stands behind its name where the width has no room for a column. */
export function fileTree(files: readonly BucketFile[], width: number | undefined): string {
  const lines: string[] = [];
  let folders: string[] = [];
  for (const { key, size } of files) {
    const path = key.split('/');
    const name = path.pop() ?? '';
    const shared = path.findIndex((folder, depth) => folder !== folders[depth]);
    if (shared >= 0) {
      for (const [depth, folder] of path.entries()) if (depth >= shared) lines.push(`${'  '.repeat(depth)}${folder}/`);
    }
    folders = path;
    const line = `${'  '.repeat(path.length)}${name}`;
    const column = `${line.padEnd(64)} ${String(size).padStart(7)} B`;
    lines.push(column.length <= (width ?? Number.POSITIVE_INFINITY) ? column : `${line}  ${size} B`);
  }
  return lines.join('\n');
}
