import * as z from 'zod/mini';
import type { Unit } from '../../label/label.ts';
import { textOffsets } from '../../label/text-offsets.ts';
import type { FormatFile, ReadObject, ReadUnit } from '../format.ts';
import { linesByUnit, type ReadLine } from '../read-lines.ts';

const count = z.int().check(z.nonnegative());
const Message = z.object({ role: z.string(), content: z.string() });
const Messages = z.array(Message);
const Label = z.strictObject({
  name: z.string(),
  value: z.optional(z.union([z.string(), z.number(), z.array(z.string())])),
  message: z.optional(count),
  start: z.optional(count),
  end: z.optional(count),
});
type Label = z.infer<typeof Label>;
const Line = z.union([
  z.object({ file_name: z.string(), messages: Messages, labels: z.string() }),
  z.object({ file_name: z.string(), prompt: Messages, chosen: Messages, rejected: Messages }),
]);
type Line = z.infer<typeof Line>;

type File = Pick<FormatFile, 'path' | 'bytes'>;
type ShownMessage = NonNullable<Unit['messages']>[number];

const linesIn = (file: File) =>
  linesByUnit(file, {
    schema: Line,
    nameIn: (line) => line.file_name,
    what: 'messages with labels, or a prompt with a chosen and a rejected answer',
  });

/** What is said of the messages; of a pair of answers, which is the better one. */
export const read = (file: File): readonly ReadObject[] =>
  [...linesIn(file)].flatMap(([unit, lines]) =>
    lines.flatMap((each, index): ReadObject[] => {
      const messages = messagesOf(each.line, index);
      return 'labels' in each.line
        ? labelsIn(each.line.labels, each.where).map((label) => ({
            unit,
            ...objectOf(label),
            ...placeOf(label, messages, each.where),
          }))
        : messages.flatMap(({ id, verdict }): ReadObject[] =>
            verdict === undefined
              ? []
              : [
                  {
                    unit,
                    category: verdict,
                    categoryKind: 'classification',
                    at: { kind: 'message', parts: [{ message: id }] },
                  },
                ],
          );
    }),
  );

/** The messages of each line, under ids that no other of the unit has. */
export const readUnits = (file: File): ReadonlyMap<string, ReadUnit> =>
  new Map(
    [...linesIn(file)].map(([unit, lines]) => [
      unit,
      {
        messages: lines.flatMap(({ line }, index) =>
          messagesOf(line, index).map(({ id, author, text }): ShownMessage => ({ id, author, text })),
        ),
      },
    ]),
  );

type LineMessage = {
  readonly id: string;
  readonly author: string;
  readonly text: string;
  readonly verdict?: 'chosen' | 'rejected';
};

function messagesOf(line: Line, index: number): readonly LineMessage[] {
  const shown = (messages: z.infer<typeof Messages>, name: string): LineMessage[] =>
    messages.map(({ role, content }, place) => ({ id: `${index}-${name}${place}`, author: role, text: content }));
  if ('labels' in line) return shown(line.messages, '');
  return [
    ...shown(line.prompt, 'prompt-'),
    ...shown(line.chosen, 'chosen-').map((message) => ({ ...message, verdict: 'chosen' as const })),
    ...shown(line.rejected, 'rejected-').map((message) => ({ ...message, verdict: 'rejected' as const })),
  ];
}

function labelsIn(text: string, where: ReadLine<Line>['where']): readonly Label[] {
  try {
    return z.array(Label).parse(JSON.parse(text));
  } catch (cause) {
    throw new SyntaxError(`labels of ${where} must be JSON of what is said of its messages, but are not.`, { cause });
  }
}

const objectOf = ({ name, value }: Label): Pick<ReadObject, 'category' | 'categoryKind' | 'answers'> =>
  value === undefined
    ? { category: name }
    : { category: name, categoryKind: 'classification', answers: { [name]: value } };

/** In UTF-16 units; the file counts characters. */
function placeOf(
  { message, start, end }: Label,
  messages: readonly LineMessage[],
  where: string,
): Pick<ReadObject, 'at'> {
  if (message === undefined) return {};
  const of = messages[message];
  if (!of) throw new SyntaxError(`${where} must have a message ${message}, but has ${messages.length}.`);
  if (start === undefined || end === undefined) return { at: { kind: 'message', parts: [{ message: of.id }] } };
  const { toUtf16 } = textOffsets(of.text);
  const [from, to] = [toUtf16(start), toUtf16(end)];
  if (from === undefined || to === undefined || from > to) {
    throw new SyntaxError(`${where}: characters ${start} to ${end} must lie in message ${message}, but do not.`);
  }
  return {
    at: { kind: 'message', parts: [{ message: of.id, start: from, end: to }], text: of.text.slice(from, to) },
  };
}
