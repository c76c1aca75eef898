import type { FetchedLabel, LabelEvent, LabelGroup } from '../contracts/payloads.ts';

/**
 * Bytes of JSON that the group and its labels may have together. Step Functions ends a state at 262,144 and the execution
 * with it, which no Catch sees: https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
 */
const largestState = 250_000;

/** Bytes that a label adds to the JSON around it: a comma, and its share of the brackets of a batch. */
const separator = 2;

const bytesOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value)) + separator;

/**
 * Of what was fetched, as much as travels in one state, and an event for each label that does not: one data unit may have
 * thousands of labels. Each of these events names its label, so that it never brings back the others of its data unit.
 */
export function fittingState(
  group: LabelGroup,
  labels: readonly FetchedLabel[],
): { readonly fitting: readonly FetchedLabel[]; readonly left: readonly LabelEvent[] } {
  const fitting: FetchedLabel[] = [];
  const left: LabelEvent[] = [];
  let bytes = bytesOf(group);
  for (const label of labels) {
    bytes += bytesOf(label);
    // The first always fits: `largestWeight` of start-export leaves room for each event once more.
    if (fitting.length === 0 || bytes <= largestState) fitting.push(label);
    else left.push(label.status === 'failed' ? label.event : { ...label.event, label: label.label });
  }
  return { fitting, left };
}
