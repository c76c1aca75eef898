import { type CORSRule, DeleteBucketCorsCommand, PutBucketCorsCommand } from '@aws-sdk/client-s3';
import { readCors } from './bucket-place.ts';
import type { AccessClients } from './clients.ts';
import { mergeCors } from './cors.ts';
import type { Difference } from './plan.ts';
import type { AccessRequest } from './request.ts';
import { boundaryStep, permissionsStep, tagsStep, trustStep } from './role-steps.ts';
import type { Step } from './step.ts';

type StepMaker = (difference: Difference, request: AccessRequest, clients: AccessClients) => Step;

/**
 * The changes that are still missing, role first. They follow from what the account holds, so a run that was interrupted is
 * completed by the next one, and nothing is created twice.
 */
export const stepsOf = (changes: readonly Difference[], request: AccessRequest, clients: AccessClients): Step[] =>
  changes.map((difference) => makers[difference.kind](difference, request, clients));

const makers: Record<Difference['kind'], StepMaker> = {
  trust: trustStep,
  boundary: boundaryStep,
  tags: tagsStep,
  permissions: permissionsStep,
  cors: corsStep,
};

export type StepResult = { readonly title: string; readonly outcome: 'done' | 'failed' | 'undone' | 'left' };

/** Reports each step as it ends. When one fails, the steps of this run are undone, the last first, and the failure is thrown. */
export async function* runSteps(steps: readonly Step[]): AsyncGenerator<StepResult> {
  const done: Step[] = [];
  for (const step of steps) {
    try {
      await step.run();
    } catch (error) {
      yield { title: step.title, outcome: 'failed' };
      yield* undo(done);
      throw error;
    }
    done.unshift(step);
    yield { title: step.title, outcome: 'done' };
  }
}

/** A step that cannot be undone is reported, and the others are undone all the same. */
async function* undo(steps: readonly Step[]): AsyncGenerator<StepResult> {
  for (const step of steps) {
    const undone = await step.undo().then(
      () => true,
      () => false,
    );
    yield { title: step.title, outcome: undone ? 'undone' : 'left' };
  }
}

function corsStep({ bucket }: Difference, { origins }: AccessRequest, clients: AccessClients): Step {
  if (!bucket?.region) throw new Error('The plan was made offline and does not know this bucket’s region.');
  const { bucket: Bucket, region } = bucket;
  const s3 = clients.s3At(region);
  const put = (CORSRules: readonly CORSRule[]) =>
    s3.send(new PutBucketCorsCommand({ Bucket, CORSConfiguration: { CORSRules: [...CORSRules] } }));
  let existing: readonly CORSRule[] = [];
  return {
    title: `${bucket.existing?.length ? 'add to' : 'set'} the CORS rules of ${Bucket}`,
    async run() {
      existing = await readCors(clients, Bucket, region); // keeps what was added since the plan was made
      await put(mergeCors(existing, origins, Bucket));
    },
    undo: async () =>
      void (await (existing.length > 0 ? put(existing) : s3.send(new DeleteBucketCorsCommand({ Bucket })))),
  };
}
