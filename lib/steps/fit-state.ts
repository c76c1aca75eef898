import type { FetchedLabel, LabelEvent, LabelGroup } from '../contracts/payloads.ts';

/**
 * Bytes of a state, as JSON: what goes into FetchLabels and what comes out of it travel together. A state ends at 262,144
 * bytes, and passing that limit cannot be caught; the rest is for what Step Functions itself adds.
 * https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html#service-limits-task-executions
 */
const largestState = 250_000;

/** Bytes of a message as JSON: quotes and control characters grow there. */
const longestMessage = 330;

export type FittedLabels = {
  readonly labels: readonly FetchedLabel[];
  /** Events of the labels that do not fit: each of its own label, never of a data unit, which would be as large again. */
  readonly later: readonly LabelEvent[];
};

/**
 * Keeps as many labels as fit a state beside the group. Failures that name no label cannot come back alone: they stay, one
 * for each event. There is always room for one answer an event, which is what start-export reckons with.
 */
export function fitState(group: LabelGroup, labels: readonly FetchedLabel[]): FittedLabels {
  const room = largestState - bytesOf(group);
  const short = labels.map(shortened);
  if (short.reduce((sum, label) => sum + weightOf(label), 0) <= room) return { labels: short, later: [] };
  const unnamed = new Map(short.flatMap((label) => (ownEvent(label) ? [] : [[label.event, label] as const])));
  const kept = [...unnamed.values()];
  const later: LabelEvent[] = [];
  let weight = kept.reduce((sum, label) => sum + weightOf(label), 0);
  for (const label of short) {
    const own = ownEvent(label);
    if (!own) continue;
    weight += weightOf(label);
    if (weight <= room) kept.push(label);
    else later.push({ ...own, attempt: own.attempt + 1 });
  }
  return { labels: kept, later };
}

const bytesOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));

const brackets = 4; // at most, of the batch that it is in, with the commas
const weightOf = (label: FetchedLabel): number => bytesOf(label) + brackets;

function ownEvent(label: FetchedLabel): LabelEvent | undefined {
  if (label.status !== 'failed') return { ...label.event, label: label.label };
  return label.event.label === undefined ? undefined : label.event;
}

function shortened(label: FetchedLabel): FetchedLabel {
  if (label.status !== 'failed') return label;
  let { message } = label;
  while (bytesOf(message) > longestMessage) message = message.slice(0, Math.floor(message.length * 0.9));
  return { ...label, message: message.toWellFormed() };
}
