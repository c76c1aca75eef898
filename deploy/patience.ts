/** What a deployment chooses of the state machine. */
export type Patience = {
  /** How long a label waits while the platform, or AWS itself, has no room for it. */
  readonly patienceHours: number;
  /** How many labels a child has, all of them side by side: those that wait for a turn could outlast it. */
  readonly labelsAtOnce: number;
};

/** As serverless.yml has them; statemachines/export-labels.asl.json holds what they come to. */
export const usualPatience: Patience = { patienceHours: 24, labelsAtOnce: 25 };

type Retrier = { MaxAttempts?: number; IntervalSeconds?: number; BackoffRate?: number; MaxDelaySeconds?: number };
type State = {
  Retry?: Retrier[];
  MaxConcurrency?: number;
  ItemProcessor?: Definition;
};
type Definition = { TimeoutSeconds?: number; States: Record<string, State> };

/** The longest wait between two tries, by which the retriers that are patient are known. */
const longestWaitSeconds = 900;
/** FetchLabels may take as long as this before it fails. */
const longestTrySeconds = 900;
/** All that a machine does besides: retries of other kinds, and five minutes for every two children of one label each. */
const spareSeconds = 24 * 3600;

/**
 * Sets how often the patient retriers try, and with it the time-out of the whole machine: the longest that all those tries
 * and waits can take, which is about four times their average.
 */
export function withPatience(definition: unknown, { patienceHours, labelsAtOnce }: Patience): Definition {
  const machine = structuredClone(definition) as Definition;
  const patient = statesOf(machine)
    .flatMap(({ Retry = [] }) => Retry)
    .filter(({ MaxDelaySeconds }) => MaxDelaySeconds === longestWaitSeconds);
  for (const retrier of patient) retrier.MaxAttempts = attemptsWithin(patienceHours * 3600, retrier);
  const attempts = Math.max(...patient.map(({ MaxAttempts = 0 }) => MaxAttempts));
  const eachLabel = machine.States.ExportEachLabel?.ItemProcessor?.States.EachLabel;
  if (!eachLabel) throw new Error('The state machine has no state EachLabel.');
  eachLabel.MaxConcurrency = labelsAtOnce;
  machine.TimeoutSeconds = attempts * (longestWaitSeconds + longestTrySeconds) + spareSeconds;
  return machine;
}

/** FULL jitter takes any part of a wait, so half of it on average. */
function attemptsWithin(seconds: number, { IntervalSeconds = 1, BackoffRate = 2 }: Retrier): number {
  let attempts = 0;
  for (let waited = 0; waited < seconds; attempts += 1) {
    waited += Math.min(IntervalSeconds * BackoffRate ** attempts, longestWaitSeconds) / 2;
  }
  return attempts;
}

const statesOf = ({ States }: Definition): State[] =>
  Object.values(States).flatMap((state) => [state, ...(state.ItemProcessor ? statesOf(state.ItemProcessor) : [])]);
