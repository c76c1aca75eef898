import type { ChosenFormat } from '../configuration/chosen-formats.ts';
import { InvalidLabel } from '../contracts/errors.ts';
import { explainIssues } from '../contracts/explain-issues.ts';
import { alternativeKey, encodeId, keys, type Project } from '../contracts/keys.ts';
import type { Log } from '../contracts/log-events.ts';
import type {
  ExportFile,
  LabelExport,
  LabelToTransform,
  OmissionCount,
  StagedBytes,
  TransformedLabel,
} from '../contracts/payloads.ts';
import type { FormatFile, Omission } from '../formats/format.ts';
import { isLabel, Label } from '../label/label.ts';
import { sha256Of } from '../store/put-if-newer.ts';
import type { StagedLabel } from './fetched-group.ts';

export type TransformerDependencies = {
  /** The formats of the route that wants the label. */
  readonly formats: readonly ChosenFormat[];
  readStaged(staged: StagedBytes): Promise<Buffer>;
  /** `classes[n]` is the name of class n; holds every name of `needed`, which FetchLabels put there. */
  classes(needed: readonly string[]): Promise<readonly string[]>;
  stage(bytes: Uint8Array): Promise<StagedBytes>;
  readonly log: Log;
};

/** Bytes of JSON that travel in the state; with the item of the Map they must stay below 262,144. */
const largestInline = 200_000;

/** Canonical label → the files of every format of its route. The same label makes the same bytes. */
export async function transformLabel(
  item: LabelToTransform,
  dependencies: TransformerDependencies,
): Promise<TransformedLabel> {
  const { label, document } = await readLabel(item, dependencies);
  const names = await dependencies.classes(
    label.categories.filter(({ kind }) => kind === 'object').map(({ name }) => name),
  );
  const made = makeExport(label, document, { project: item.event, names, formats: dependencies.formats });
  const bytes = Buffer.from(JSON.stringify(made));
  const { connection, project } = item.event;
  dependencies.log('label-transformed', {
    connection,
    project,
    label: label.source.label,
    revision: label.source.revision,
    files: made.files.length,
    bytes: bytes.length,
  });
  if (bytes.length <= largestInline) return { content: { kind: 'inline', export: made } };
  return { content: { kind: 'staged', staged: await dependencies.stage(bytes) } };
}

async function readLabel({ staged }: LabelToTransform, { readStaged }: TransformerDependencies): Promise<StagedLabel> {
  const { label, document } = JSON.parse((await readStaged(staged)).toString('utf8')) as {
    label?: unknown;
    document?: unknown;
  };
  if (isLabel(label)) return { label, document };
  const parsed = Label.safeParse(label);
  if (!parsed.success)
    throw new InvalidLabel(`The canonical label does not hold together: ${explainIssues(parsed.error, label)}.`);
  return { label: parsed.data, document };
}

type Surroundings = {
  readonly project: Project;
  /** `names[n]` is the name of class n. */
  readonly names: readonly string[];
  readonly formats: readonly ChosenFormat[];
};

/** Pure: what `formats` make of one label. */
export function makeExport(label: Label, document: unknown, { project, names, formats }: Surroundings): LabelExport {
  const context = {
    classes: new Map(names.map((name, number) => [name, number])),
    labelName: encodeId(label.source.label),
    document,
  };
  const files: ExportFile[] = [];
  const omitted: OmissionCount[] = [];
  for (const { format, options } of formats) {
    const tree = keys.tree(format.root, project);
    const written = format.write(label, options, context);
    files.push(...written.files.map((file) => toExportFile(tree, file, label.source)));
    const collected = format.collect(names, options);
    files.push(...collected.map((file) => toExportFile(tree, file, { ...label.source, revision: names.length })));
    omitted.push(...countOmissions(format.id, written.omitted));
  }
  return { files, omitted };
}

function toExportFile(
  tree: string,
  file: FormatFile,
  { label, revision }: { label: string; revision: number },
): ExportFile {
  const key = tree + file.path;
  const alternative = alternativeKey(key, label);
  if (Buffer.byteLength(alternative) > longestKey) {
    throw new InvalidLabel(
      `The name of a data unit makes a key of more than ${longestKey} bytes, which S3 does not take. Shorten it on the platform.`,
    );
  }
  return {
    key,
    alternativeKey: alternative,
    contentType: file.contentType,
    sha256: sha256Of(file.bytes),
    base64: Buffer.from(file.bytes.buffer, file.bytes.byteOffset, file.bytes.byteLength).toString('base64'),
    belongsTo: file.namedAfter === 'dataset' ? 'dataset' : 'label',
    revision,
  };
}

/** S3 ends a key at 1,024 bytes, the bucket's prefix included: https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html */
const longestKey = 900;

const annotationsNamed = 20;

function countOmissions(format: string, omitted: readonly Omission[]): OmissionCount[] {
  const groups = Map.groupBy(omitted, ({ code, detail }) => JSON.stringify([code, detail]));
  return [...groups.values()].map((same) => ({
    format,
    code: same[0]?.code ?? '',
    detail: same[0]?.detail,
    count: same.length,
    annotations: same.flatMap(({ annotation }) => annotation ?? []).slice(0, annotationsNamed),
  }));
}
