import type { Attribute } from '../../label/label.ts';
import type { AnnotationOf, Omission } from '../format.ts';
import { oneWord } from '../row-files.ts';
import { escaped } from '../unit-path.ts';
import { decimal } from '../xml.ts';
import type { Options } from './options.ts';

type Turn = { readonly start: number; readonly channel: number; readonly row: string };

/** `SPEAKER file channel onset duration <NA> <NA> name <NA> <NA>`, in seconds, the first onset first. */
export function turnsOf(
  annotations: readonly AnnotationOf<never>[],
  file: string,
  options: Options,
): { readonly turns: readonly Turn[]; readonly omitted: readonly Omission[] } {
  const turns: Turn[] = [];
  const omitted: Omission[] = [];
  for (const annotation of annotations) {
    const { id, unit, at } = annotation;
    if (at.kind !== 'time') continue;
    const omit = (code: Omission['code'], detail?: string) =>
      omitted.push({ code, unit, annotation: id, ...(detail === undefined ? {} : { detail }) });
    const speaker = speakerIn(annotation, options);
    if (speaker === '') {
      omit('answer-not-held', options.question);
      continue;
    }
    const channel = (at.channel ?? 0) + 1;
    let isLong = false;
    for (const { start, end } of at.ranges) {
      const duration = decimal((end - start) / 1000);
      if (duration === '0') omit('no-length', at.ranges.length === 1 ? undefined : 'one of its ranges');
      else {
        const fields = [file, channel, decimal(start / 1000), duration, '<NA> <NA>', oneField(speaker), '<NA> <NA>'];
        turns.push({ start, channel, row: `SPEAKER ${fields.join(' ')}` });
        isLong = true;
      }
    }
    if (isLong && oneField(speaker) !== speaker) omit('name-changed', options.speaker);
  }
  return { turns: turns.sort((one, other) => one.start - other.start), omitted };
}

/** The first character of a name that pandas, with which pyannote.database reads the file, takes for no name. */
const startOfNoName = /^(?=(?:<NA>|#?N\/A|#?NA|NULL|null|None|-?NaN|-?nan|n\/a|-?1\.#IND|-?1\.#QNAN)$)./;

/** What readers take for one field and for a name: those that are tables take quotation marks away. */
export const oneField = (name: string): string => oneWord(name).replaceAll('"', '_22').replace(startOfNoName, escaped);

/** Empty where nobody says it. */
function speakerIn({ id, track, category, attributes }: AnnotationOf<never>, { speaker, question }: Options): string {
  if (speaker === 'category') return category;
  if (speaker === 'object') return track ?? id;
  const answer = attributes.find(({ name }) => name === question)?.value;
  return answer ? nameIn(answer) : '';
}

function nameIn(answer: Attribute['value']): string {
  switch (answer.kind) {
    case 'text':
      return answer.text;
    case 'number':
      return String(answer.number);
    case 'radio':
      return answer.choice.name;
    default:
      return ''; // several choices are not one speaker
  }
}
