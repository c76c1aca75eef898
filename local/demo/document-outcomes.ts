import { loadServedLabels, type SavedServedLabel, type Served } from '../../cli/send/served-labels.ts';
import type { Configuration } from '../../lib/configuration/configuration.ts';
import { given } from '../../lib/contracts/given.ts';
import { allLetters } from '../../lib/queue/look-through.ts';
import type { LabelRecord } from '../../lib/store/record.ts';
import { queuesOf, startPipeline } from '../pipeline.ts';
import { type BucketFile, filesInBucket } from './bucket.ts';
import { heading, type Journey, journeysOf, keyOf, sendThrough } from './journeys.ts';

/** What became of a document, or of one of its labels. `lost`: it is nowhere, which must not happen. */
export type DocumentOutcome = {
  readonly kind: 'exported' | 'not taken' | 'dead-lettered' | 'not labelled' | 'not a label' | 'LOST';
  readonly title: string;
  readonly file: string;
  readonly document: number;
  /** The platform's id of the label. */
  readonly label?: string;
  readonly reason?: string;
  /** Of a dead letter: the step that gave the label up. */
  readonly step?: string;
};

export type DocumentsRun = {
  readonly outcomes: readonly DocumentOutcome[];
  readonly leftOut: Served['leftOut'];
  readonly files: readonly BucketFile[];
};

/** Sends every label of a folder of documents through the pipeline. Throws where the folder has no documents. */
export async function sendDocuments(folder: string, configuration: Configuration): Promise<DocumentsRun> {
  const { labels, refused, leftOut } = await loadServedLabels(folder, configuration);
  if (refused.length === 0 && Object.values(labels).flat().length === 0) {
    const connections = Object.keys(configuration.platforms).join(', ');
    throw new Error(
      `${folder} has no documents for the connections of labelwire.config.ts: it must have a folder named after one of ${connections}, or after its platform. See: npm run demo -- --help`,
    );
  }
  const pipeline = await startPipeline({ labels, retrySpeed: 100 });
  try {
    const journeys = journeysOf(pipeline);
    heading(`${journeys.length} labels of ${folder}`);
    await sendThrough(pipeline, journeys);
    const letters = await allLetters(queuesOf(pipeline));
    const letterReasons = new Map(
      letters.flatMap(({ events, error, message, step }) =>
        events.map((event) => [keyOf(event), { reason: `${error}: ${message}`, step }] as const),
      ),
    );
    const files = await filesInBucket(pipeline.aws.environment);
    const notes = await notesIn(files);
    const travelled = journeys.map((journey) => outcomeOf(journey, letterReasons, notes));
    const held = refused.map(({ file, document = 1, reason, isNotLabelled }): DocumentOutcome => {
      const title = document > 1 ? `${file} document ${document}` : file;
      return { kind: isNotLabelled ? 'not labelled' : 'not a label', title, file, document, reason };
    });
    return { outcomes: [...travelled, ...held], leftOut, files };
  } finally {
    await pipeline.stop();
  }
}

type Letters = ReadonlyMap<string, { readonly reason: string; readonly step: string | undefined }>;
type Notes = ReadonlyMap<string, string>;

function outcomeOf({ key, title, label, outcome }: Journey, letters: Letters, notes: Notes): DocumentOutcome {
  const { place } = label as SavedServedLabel;
  const about = { title, ...place, label: label.label };
  const letter = letters.get(key);
  if (letter) return given({ kind: 'dead-lettered', ...about, ...letter });
  switch (outcome?.status) {
    case 'exported':
    case 'unchanged': {
      const note = notes.get(key);
      return { kind: 'exported', ...about, ...(note === undefined ? {} : { reason: note }) };
    }
    case 'not-taken':
      return { kind: 'not taken', ...about, reason: notes.get(key) ?? 'its route does not take it as it is' };
    case 'not-labelled':
      return { kind: 'not labelled', ...about, reason: outcome.reason ?? '' };
    default:
      return { kind: 'LOST', ...about, reason: `${outcome?.status} ${outcome?.reason ?? ''}` };
  }
}

/** What the records say that labels were exported without, or why they were not. */
async function notesIn(files: readonly BucketFile[]): Promise<Map<string, string>> {
  const notes = new Map<string, string>();
  for (const file of files.filter(({ key }) => key.startsWith('records/'))) {
    const record = JSON.parse(await file.text()) as LabelRecord;
    const { unread = [], leftOut = [] } = record;
    const fields = unread.reduce((sum, { count }) => sum + count, 0);
    if (record.status === 'not-taken') {
      notes.set(keyOf(record), `its route does not take it as it is (state: ${record.state ?? 'none'})`);
      continue;
    }
    const parts = [
      ...leftOut.map(({ code, count, path }) => `${count} ${code} at ${path}`),
      ...(fields > 0 ? [`${fields} fields not read (${unread.map(({ path }) => path).join(', ')})`] : []),
    ];
    if (parts.length > 0) notes.set(keyOf(record), `without ${parts.join('; ')}`);
  }
  return notes;
}
