import assert from 'node:assert/strict';
import type { Check } from '../checks.ts';
import type { Deployment } from '../deployment.ts';
import type { Fault } from './fault.ts';
import { faultsOf } from './faults.ts';
import { runPrinted } from './printed-command.ts';

/** What doctor finds wrong, by the name of its check. */
type Findings = ReadonlyMap<string, string>;

/** Somebody subscribes to the alarms and registers the webhooks; MiniStack makes no rule that lets things expire. */
const leftToPeople = /^(alarms reach somebody|bucket: what expires|.+: last webhook)$/;

/** Faults are planted one after the other; doctor has to find each, and to print the command that undoes it. */
export function plantedFaults(on: Deployment): readonly Check[] {
  let known: Findings = new Map();
  return [
    {
      name: 'doctor runs on the deployment as it is',
      seconds: 60,
      async run() {
        for (const platform of on.platforms)
          for (const project of projectsInRoutes) platform.labels.push(platform.aLabel({ project }));
        known = await doctor(on);
        const faults = [...known.keys()].filter((name) => !leftToPeople.test(name));
        assert.deepEqual(faults, [], [...known.values()].join(' '));
        return known.size > 0 ? `still to be put right: ${[...known.keys()].join(', ')}` : 'nothing to put right';
      },
    },
    ...faultsOf(on).map(
      (fault): Check => ({
        name: `doctor finds: ${fault.name}`,
        seconds: 300,
        async run() {
          const [message, left] = await foundAndUndone(on, fault, known);
          known = left;
          return message;
        },
      }),
    ),
    {
      name: 'doctor finds nothing wrong in the end',
      seconds: 60,
      async run() {
        assert.deepEqual(await doctor(on), new Map());
        return 'exit code 0';
      },
    },
  ];
}

/** Of the configuration of the samples. */
const projectsInRoutes = ['4001', '4002', '4003'];

async function foundAndUndone(on: Deployment, fault: Fault, before: Findings): Promise<[string, Findings]> {
  const expected = [...fault.checks, ...(fault.also ?? [])];
  await fault.plant?.();
  const found = await doctor(on);
  const surprises = [...found.keys()].filter((check) => !before.has(check) && !expected.includes(check));
  assert.deepEqual(surprises, [], `Doctor also finds wrong: ${surprises.map((check) => found.get(check)).join(' | ')}`);
  const commands = fault.checks.map((check) => {
    const message = found.get(check);
    assert(message !== undefined, `Doctor does not find it: ${check} is not wrong.`);
    assert(!message.includes('\n'), `Doctor needs more than a line: ${message}`);
    const [command] = fault.command.exec(message) ?? [];
    assert(command !== undefined, `Doctor prints no command such as ${fault.command}: ${message}`);
    return command;
  });
  await fault.repair?.();
  for (const command of commands) {
    if (fault.isRun !== false) await runPrinted(on, fault.fillIn?.(command) ?? command);
  }
  await fault.undo?.();
  const left = await doctor(on);
  const still = expected.filter((check) => left.has(check));
  assert.deepEqual(still, [], `Doctor goes on: ${still.map((check) => left.get(check)).join(' | ')}`);
  const what = fault.isRun === false ? 'printed' : 'run as printed';
  return [`${what}: ${commands[0]?.slice(0, longestShown)}`, left];
}

const longestShown = 110;

async function doctor(on: Deployment): Promise<Findings> {
  const { code, stdout, stderr } = await on.labelwire('doctor', '--json');
  const findings = stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as { check: string; ok: boolean; message: string });
  assert(findings.length > 0, `labelwire doctor says nothing: ${stderr}`);
  const wrong = new Map(findings.filter(({ ok }) => !ok).map(({ check, message }) => [check, message]));
  assert.equal(code, wrong.size > 0 ? 1 : 0, stderr);
  return wrong;
}
