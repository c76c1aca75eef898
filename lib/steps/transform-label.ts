import type { ChosenFormat } from '../configuration/chosen-formats.ts';
import { type Judgement, judgeTaking, type Taking } from '../configuration/takes.ts';
import { InvalidLabel } from '../contracts/errors.ts';
import { explainIssues } from '../contracts/explain-issues.ts';
import { given } from '../contracts/given.ts';
import { alternativeKey, encodeId, keys, type Project } from '../contracts/keys.ts';
import type { Log } from '../contracts/log-events.ts';
import type {
  ClassNumbers,
  ExportFile,
  LabelEvent,
  LabelExport,
  LabelFacts,
  LabelToTransform,
  OmissionCount,
  StagedBytes,
  TransformedLabel,
} from '../contracts/payloads.ts';
import type { FormatFile, GivenContext, Omission, Written } from '../formats/format.ts';
import { isLabel, Label } from '../label/label.ts';
import { sha256Of } from '../store/place-file.ts';
import { contentOf } from '../store/record.ts';

import { largestLabel } from './largest-label.ts';
import { leftOutCounts } from './left-out-counts.ts';
import type { StagedLabel } from './staged-label.ts';

export type TransformerDependencies = {
  /** The formats of the route that wants the label. */
  readonly formats: readonly ChosenFormat[];
  /** Of these formats, for the label's record. */
  readonly formatsDigest?: string | undefined;
  /** What that route says of the labels that it takes; all of them where it is left out. */
  readonly taking?: Taking | undefined;
  readStaged(staged: StagedBytes): Promise<Buffer>;
  /** The class map as FetchLabels read it for the label's group, with every name that the label needs. */
  classes(item: LabelToTransform): Promise<ClassNumbers>;
  stage(bytes: Uint8Array): Promise<StagedBytes>;
  /** As FetchLabels has it. */
  readonly largestLabel?: number | undefined;
  readonly log: Log;
};

/** Bytes of JSON that travel in the state; with the item of the Map they must stay below 262,144. */
const largestInline = 200_000;

/** Canonical label → the files of every format of its route. The same label makes the same bytes. */
export async function transformLabel(
  item: LabelToTransform,
  dependencies: TransformerDependencies,
): Promise<TransformedLabel> {
  const { label, document, unobtained } = await readLabel(item, dependencies);
  const { formats, largestLabel } = dependencies;
  if (document === undefined && formats.some(({ format }) => format.readsDocument !== false)) {
    throw new InvalidLabel(
      'The label was fetched without its document, since no format of its route read it then. Replay the label.',
    );
  }
  const numbers = await dependencies.classes(item);
  const judgement = judgeTaking(label.source, dependencies.taking);
  const taken = judgement.isTaken ? formats : [];
  const files = makeExport(label, document, {
    project: item.event,
    numbers,
    formats: taken,
    largestLabel,
    unobtained,
  });
  const facts = factsOf(label, item.event, judgement, dependencies.formatsDigest);
  const made: LabelExport = { ...files, ...leftOutCounts(label), facts };
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
  const { label, ...rest } = JSON.parse((await readStaged(staged)).toString('utf8')) as Omit<StagedLabel, 'label'> & {
    readonly label?: unknown;
  };
  if (isLabel(label)) return { label, ...rest };
  const parsed = Label.safeParse(label);
  if (!parsed.success)
    throw new InvalidLabel(`The canonical label does not hold together: ${explainIssues(parsed.error, label)}.`);
  return { label: parsed.data, ...rest };
}

const factsOf = (
  label: Label,
  { dataUnit }: LabelEvent,
  { isTaken, onLeave, stage }: Judgement,
  formatsDigest: string | undefined,
): LabelFacts =>
  given({
    content: contentOf(JSON.stringify(label)),
    groundTruth: label.source.groundTruth ?? false,
    isTaken: isTaken ? undefined : false,
    onLeave,
    state: label.source.status,
    stage,
    dataUnit,
    formatsDigest,
  });

type Surroundings = {
  readonly project: Project;
  readonly numbers: ClassNumbers;
  readonly formats: readonly ChosenFormat[];
  readonly largestLabel?: number | undefined;
  readonly unobtained?: StagedLabel['unobtained'];
};

/** Pure: what `formats` make of one label. */
export function makeExport(
  label: Label,
  document: unknown,
  {
    project,
    numbers: { etag: classMap, classes: names },
    formats,
    largestLabel: most = largestLabel,
    unobtained,
  }: Surroundings,
): LabelExport {
  const reasons = new Map(unobtained?.map(({ unit, reason }) => [unit, reason]));
  const classes = new Map(names.map((name, number) => [name, number]));
  const files: ExportFile[] = [];
  const omitted: OmissionCount[] = [];
  let bytes = 0;
  for (const { format, options } of formats) {
    const tree = keys.tree(format.rootOf(options), project);
    let hasNumbers = false;
    const written = writtenBy(
      { format, label, options },
      {
        get classes() {
          hasNumbers = true;
          return classes;
        },
        labelName: encodeId(label.source.label),
        document,
      },
    );
    bytes += written.files.reduce((sum, file) => sum + file.bytes.length, 0);
    if (bytes > most * filesOverLabel) throw tooMuch(format, most);
    const ofLabel = { ...label.source, ...given({ classMap: hasNumbers ? classMap : undefined }) };
    files.push(...written.files.map((file) => toExportFile(tree, file, ofLabel)));
    const ofDataset = { ...label.source, ...given({ classMap }), revision: names.length };
    files.push(...format.collect(names, options).map((file) => toExportFile(tree, file, ofDataset)));
    omitted.push(...countOmissions(format.nameOf(options), explained(written.omitted, reasons)));
  }
  return { files, omitted };
}

/**
 * How many times the bytes of the largest label all files of a label may have, before they become one text: 40 MiB of 12.
 * The largest label that FetchLabels lets through makes less in four formats; what makes more would fill this step's memory.
 */
const filesOverLabel = 40 / 12;

const tooMuch = ({ id }: ChosenFormat['format'], most: number) =>
  new InvalidLabel(
    `The files of the label must have at most ${most * filesOverLabel} bytes, but have more with those of format ${id}. Deploy with a larger parameter largestLabelMiB (${most / 1024 / 1024} now), choose fewer formats for it, or split its data unit on the platform.`,
  );

/** A text that is too long for JavaScript, or a mask that no format can turn, is the label's fault and not ours. */
export function writtenBy(
  { format, label, options }: ChosenFormat & { readonly label: Label },
  context: GivenContext,
): Written {
  try {
    return format.write(label, options, context);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new InvalidLabel(`Format ${format.id} cannot write the label: ${cause.message}`, { cause });
  }
}

function toExportFile(
  tree: string,
  file: FormatFile,
  { label, revision, classMap }: { label: string; revision: number; classMap?: string },
): ExportFile {
  const key = tree + file.path;
  const alternative = alternativeKey(key, label);
  if (Buffer.byteLength(alternative) > longestKey) {
    throw new InvalidLabel(
      `The name of a data unit makes a key of more than ${longestKey} bytes, which S3 does not take. Shorten it on the platform.`,
    );
  }
  return given({
    key,
    alternativeKey: alternative,
    contentType: file.contentType,
    sha256: sha256Of(file.bytes),
    base64: Buffer.from(file.bytes.buffer, file.bytes.byteOffset, file.bytes.byteLength).toString('base64'),
    belongsTo: file.namedAfter === 'dataset' ? 'dataset' : 'label',
    revision,
    classMap,
  });
}

/** S3 ends a key at 1,024 bytes, the bucket's prefix included: https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html */
const longestKey = 900;

/** What is not known of a unit has as its detail why it could not be read from the unit's files. */
const explained = (omitted: readonly Omission[], reasons: ReadonlyMap<string, string>): readonly Omission[] =>
  reasons.size === 0
    ? omitted
    : omitted.map((omission) =>
        omission.code.endsWith('-unknown') ? { detail: reasons.get(omission.unit), ...omission } : omission,
      );

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
