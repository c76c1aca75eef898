import type { Attribute, Unit } from '../../label/label.ts';
import type { Omission } from '../format.ts';
import type { Drawn, Marks } from './marks.ts';
import type { Options } from './options.ts';

type Chosen = { readonly number: number; readonly confidence: number };

/** Of one choice the number, of several all of them: https://docs.aws.amazon.com/sagemaker/latest/dg/sms-data-output.html */
export function classIn(unit: Unit, answers: readonly Drawn[], { question, classes }: Options): Marks {
  const numbers = new Map(classes.map((name, number) => [name, number]));
  const omitted: Omission[] = [];
  const chosen = new Map<number, Chosen>();
  let isOfSeveral = false;
  let isAnswered = false;
  let isLost = false;
  for (const { id, category, attributes, confidence = 1 } of answers) {
    for (const attribute of attributes) {
      const choices = category === question && attribute.name === question ? choicesIn(attribute) : undefined;
      if (!choices) {
        omitted.push({ code: 'answer-not-held', detail: attribute.name, unit: unit.id, annotation: id });
        continue;
      }
      isAnswered = true;
      isOfSeveral ||= attribute.value.kind === 'checklist' || chosen.size > 0;
      for (const choice of choices) {
        const number = numbers.get(choice.name);
        const lost = number === undefined ? question : choice.attributes.map(({ name }) => name).join(', ');
        if (lost !== '') omitted.push({ code: 'answer-not-held', detail: lost, unit: unit.id, annotation: id });
        isLost ||= number === undefined;
        if (number === undefined) continue;
        chosen.set(number, { number, confidence: choice.confidence ?? attribute.confidence ?? confidence });
      }
    }
  }
  const [first] = chosen.values();
  // No choice of several is an answer, too, unless it is all that is left of one.
  if (!isAnswered || (!first && (isLost || !isOfSeveral))) {
    return { omitted: [...omitted, { code: 'unit-left-out', detail: 'no answer', unit: unit.id }] };
  }
  return { line: lineOf(question, classes, isOfSeveral || !first ? [...chosen.values()] : first), omitted };
}

function lineOf(attribute: string, classes: readonly string[], chosen: Chosen | readonly Chosen[]): Marks['line'] {
  if ('number' in chosen) {
    const { number, confidence } = chosen;
    const metadata = { 'class-name': classes[number], confidence, type: 'groundtruth/image-classification' };
    return { attribute, value: number, metadata, isEmpty: false };
  }
  return {
    attribute,
    value: chosen.map(({ number }) => number),
    metadata: {
      'class-map': Object.fromEntries(chosen.map(({ number }) => [number, classes[number]])),
      'confidence-map': Object.fromEntries(chosen.map(({ number, confidence }) => [number, confidence])),
      type: 'groundtruth/image-classification-multilabel',
    },
    isEmpty: false,
  };
}

function choicesIn({ value }: Attribute) {
  if (value.kind === 'radio') return [value.choice];
  return value.kind === 'checklist' ? value.choices : undefined;
}
