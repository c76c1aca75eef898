import { EventEmitter } from 'node:events';
import type { Pipeline, RunningPlatform, Step } from '../pipeline.ts';
import type { ServedLabel } from '../platforms/simulated-platform.ts';
import { type Outcome, sightingsOf } from '../sightings.ts';

/** One label's way through the pipeline, as far as it can be seen from outside. */
export class Journey extends EventEmitter<{ stage: [string]; end: [Outcome] }> {
  readonly platform: RunningPlatform;
  readonly label: ServedLabel;
  outcome: Outcome | undefined;

  constructor(platform: RunningPlatform, label: ServedLabel) {
    super();
    this.platform = platform;
    this.label = label;
  }

  get title(): string {
    return `${this.platform.title.padEnd(8)} ${this.label.name}`;
  }

  reach(stage: string): void {
    if (!this.outcome) this.emit('stage', stage);
  }

  end(outcome: Outcome): void {
    if (this.outcome) return;
    this.outcome = outcome;
    this.emit('end', outcome);
  }
}

/** A label's id is its platform's own within one project. */
export const keyOf = ({ project, label }: { project: string; label?: string | undefined }) => `${project} ${label}`;

/** Follows labels through the pipeline until `stop` is called. */
export function follow(pipeline: Pipeline, journeys: readonly Journey[]): { stop(): void } {
  const byLabel = new Map(journeys.map((journey) => [keyOf(journey.label), journey]));
  const onStep = (step: Step) => {
    for (const { stage, outcome, ...label } of sightingsOf(step)) {
      const journey = byLabel.get(keyOf(label));
      if (outcome) journey?.end(outcome);
      else journey?.reach(stage);
    }
  };
  pipeline.steps.on('step', onStep);
  return { stop: () => pipeline.steps.off('step', onStep) };
}
