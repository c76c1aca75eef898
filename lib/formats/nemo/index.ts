import * as z from 'zod/mini';
import { askedQuestions } from '../asked-questions.ts';
import { defineFormat, type Omission } from '../format.ts';
import { UnitLines, wholeLines } from '../json-line.ts';
import { utterancesOf } from './utterances.ts';

const transcripts = askedQuestions(['transcription', 'transcript', '#transcript']);

/** One line a transcribed stretch of an audio, as NVIDIA NeMo, and others that read its manifests, take it for speech recognition. */
export default defineFormat({
  id: 'nemo',
  title: 'NeMo manifest (speech recognition)',
  specification: 'https://docs.nvidia.com/nemo-framework/user-guide/latest/nemotoolkit/asr/datasets.html',
  readers: ['nemo-toolkit', 'datasets'],
  readsDocument: false,
  samples: false,
  needs: ['duration'],
  pictureFolder: (split) => split ?? '',
  Options: z.strictObject({
    /** Names of the question whose answer is the transcript: of an annotation that answers several of them, the first counts. */
    questions: transcripts.option,
  }),
  cases: [{ questions: ['Rank'] }],
  variant: ({ questions }) => transcripts.word(questions),
  holds: {
    media: ['audio'],
    coordinates: ['pixels'],
    places: ['whole', 'time'],
    shapes: [],
    shapelessObjects: true,
    classifications: true,
    attributes: true,
    relations: false,
    tracks: 'none',
  },
  write({ units, annotations }, { questions }, context) {
    const omitted: Omission[] = [];
    const lines = new UnitLines(names, context);
    const annotationsOf = Map.groupBy(annotations, ({ unit }) => unit);
    for (const unit of units) {
      const found = utterancesOf(unit, annotationsOf.get(unit.id) ?? [], questions);
      omitted.push(...found.omitted);
      const name = context.dataSet?.pictureOf(unit.id) ?? unit.name;
      const rows = found.utterances.map((utterance) => ({ audio_filepath: name, ...utterance }));
      lines.add(unit.id, rows, rows.length === 0);
    }
    return { files: lines.files, pieces: lines.pieces, omitted };
  },
  whole: ({ splits }) => wholeLines(names, splits),
  ownReader: () => import('./read.ts'),
});

const names = {
  ending: '.json',
  /** Beside the audio of its split, to which its names are relative. */
  pathOf: (split: string | undefined) => `${split === undefined ? '' : `${split}/`}manifest.json`,
};
