import { defineFormat, type Omission } from '../format.ts';
import { UnitLines, wholeCharactersIn, wholeLines } from '../json-line.ts';
import { conversationOf } from './conversation.ts';
import { messageLines, preferenceLines } from './lines.ts';
import { Options, variantOf } from './options.ts';
import { turnsOf } from './turns.ts';

/** Lines of messages, or of better and worse answers, as TRL and other trainers that apply chat templates read them. */
export default defineFormat({
  id: 'chat-jsonl',
  title: 'Chat (messages or preferences, JSON Lines)',
  specification: 'https://huggingface.co/docs/trl/dataset_formats',
  readers: ['datasets', 'trl'],
  readsDocument: false,
  Options,
  cases: [{ task: 'preference' }, { task: 'preference', question: 'Rank' }, { assistants: ['Bot'] }],
  variant: variantOf,
  holds: ({ task }) => ({
    media: ['conversation'],
    coordinates: ['pixels'],
    places: ['whole', 'message'],
    shapes: [],
    shapelessObjects: task === 'messages',
    classifications: true,
    attributes: true,
    relations: false,
    tracks: 'none',
  }),
  write({ units, annotations }, options, context) {
    const omitted: Omission[] = [];
    const lines = new UnitLines(names, context);
    const annotationsOf = Map.groupBy(annotations, ({ unit }) => unit);
    const linesOf = options.task === 'messages' ? messageLines : preferenceLines;
    for (const unit of units) {
      const conversation = conversationOf(unit, annotationsOf.get(unit.id) ?? [], options);
      if ('code' in conversation) {
        omitted.push({ ...conversation, unit: unit.id });
        continue;
      }
      const found = linesOf(unit, conversation, turnsOf(conversation, options.question));
      omitted.push(...found.omitted);
      if (!found.lines) continue;
      const name = context.dataSet?.pictureOf(unit.id) ?? unit.name;
      const rows = found.lines.map((line) => ({ file_name: name, ...line }));
      const whole = rows.map(wholeCharactersIn);
      if (whole.some((line, index) => line !== rows[index])) {
        omitted.push({ code: 'text-changed', unit: unit.id, detail: 'half a character' });
      }
      lines.add(unit.id, whole, found.isEmpty);
    }
    return { files: lines.files, pieces: lines.pieces, omitted };
  },
  whole: ({ splits }) => wholeLines(names, splits),
  ownReader: () => import('./read.ts'),
});

const names = {
  ending: '.jsonl',
  pathOf: (split = 'all') => `${split}.jsonl`,
};
