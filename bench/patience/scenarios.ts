import { type Circumstances, type SimulatedPipeline, startSimulation } from './simulated-pipeline.ts';
import { SimulatedTime } from './simulated-time.ts';

export type Scenario = {
  readonly name: string;
  readonly circumstances: Circumstances;
  /** Announces the labels; time passes meanwhile. */
  readonly announce: (pipeline: SimulatedPipeline, time: SimulatedTime) => Promise<void>;
  /** Labels that end in the dead letters, and must. */
  readonly poison: readonly string[];
  /** Takes more than a few seconds of real time. */
  readonly isLong?: true;
};

export type Outcome = {
  readonly scenario: string;
  readonly labels: number;
  readonly exported: number;
  readonly letters: number;
  /** Of labels that are not poison. */
  readonly needless: number;
  /** Neither exported nor in the dead letters, or gone in between. */
  readonly lost: number;
  /** Of a label that is not poison, from its webhook to its record. */
  readonly longestWaitSeconds: number;
  readonly simulatedSeconds: number;
};

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

/** So many labels of one project, at once. */
const group = (project: string, count: number) => Array.from({ length: count }, (_, index) => `${project}-${index}`);
const atOnce =
  (projects: number, labels: number): Scenario['announce'] =>
  async (pipeline) => {
    for (let project = 0; project < projects; project += 1) {
      const name = `project-${project}`;
      for (const label of group(name, labels)) pipeline.announce(name, label);
    }
  };

/** Some labels of each project every so often, beginning a minute before the trouble: groups start in all of its parts. */
const steadily =
  (rounds: number, every: number): Scenario['announce'] =>
  async (pipeline, time) => {
    for (let round = 0; round < rounds; round += 1) {
      for (const project of ['a', 'b'])
        for (const label of group(`${project}-${round}`, 15)) pipeline.announce(project, label);
      await time.wait(every);
    }
  };

const between = (from: number, length: number, at: number) => at >= from && at < from + length;
const isExport = (body: string) => body.includes('exportDataRowsInProject');
const outage = (length: number): Circumstances => ({
  platformStatus: (_body, at) => (between(minute, length, at) ? 503 : undefined),
});
const poison = 'project-0-77';

export const scenarios: readonly Scenario[] = [
  {
    name: 'one group of 200 in a new account: 10 Lambdas at a time',
    circumstances: { lambdaConcurrency: 10 },
    announce: atOnce(1, 200),
    poison: [],
  },
  {
    name: 'a burst of 20 groups, 10 Lambdas at a time',
    isLong: true,
    circumstances: { lambdaConcurrency: 10 },
    announce: atOnce(20, 100),
    poison: [],
  },
  {
    name: 'Lambda throttles the children for 30 minutes',
    isLong: true,
    circumstances: {
      throttles: (name, at) => name !== 'startExport' && name !== 'fetchLabels' && between(0, 30 * minute, at),
    },
    announce: atOnce(4, 100),
    poison: [],
  },
  {
    name: 'the platform is down for 5 minutes',
    circumstances: outage(5 * minute),
    announce: steadily(12, 30 * second),
    poison: [],
  },
  {
    name: 'the platform is down for 6 hours',
    circumstances: outage(6 * hour),
    announce: steadily(20, 20 * minute),
    poison: [],
  },
  {
    name: 'the project can be queried, exports fail for 6 hours',
    isLong: true,
    circumstances: {
      platformStatus: (body, at) => (isExport(body) && between(0, 6 * hour, at) ? 500 : undefined),
    },
    announce: atOnce(2, 200),
    poison: [],
  },
  {
    name: 'one row breaks every export that it is in, for ever',
    circumstances: {
      platformStatus: (body) => (isExport(body) && body.includes(`"row-${poison}"`) ? 500 : undefined),
    },
    announce: atOnce(1, 200),
    poison: [poison],
  },
  {
    name: 'a step crashes on one label',
    circumstances: {
      breaks: (name, labels) => {
        if (name === 'transformLabel' && labels.includes(poison)) throw new TypeError('The reason.');
      },
    },
    announce: atOnce(1, 200),
    poison: [poison],
  },
  {
    name: 'a fetch crashes when one label is in its group',
    circumstances: {
      breaks: (name, labels) => {
        if (name === 'fetchLabels' && labels.includes(poison)) throw new TypeError('The reason.');
      },
    },
    announce: atOnce(1, 200),
    poison: [poison],
  },
];

export async function simulate({ name, circumstances, announce, poison }: Scenario, seed = 1): Promise<Outcome> {
  const time = new SimulatedTime(new Date('2026-05-04T12:00:00Z'), seed);
  const began = time.now;
  return time.run(async () => {
    const pipeline = await startSimulation(time, circumstances);
    await announce(pipeline, time);
    await pipeline.idle();
    const [problem] = pipeline.problems;
    if (problem) throw problem;
    const { announced, exported, lost } = pipeline;
    const letters = pipeline.letters();
    const healthy = [...announced].filter(([label]) => !poison.includes(label));
    const ended = new Set([...letters, ...exported.keys()]);
    const waits = healthy.flatMap(([label, start]) => (exported.get(label) ?? start) - start);
    return {
      scenario: name,
      labels: announced.size,
      exported: exported.size,
      letters: letters.length,
      needless: letters.filter((label) => !poison.includes(label)).length,
      lost: lost.length + [...announced.keys()].filter((label) => !ended.has(label)).length,
      longestWaitSeconds: Math.max(...waits) / second,
      simulatedSeconds: (time.now - began) / second,
    };
  });
}
