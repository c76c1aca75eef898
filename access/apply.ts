import {
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  PutRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { type CORSRule, DeleteBucketCorsCommand, PutBucketCorsCommand } from '@aws-sdk/client-s3';
import { readCors } from './bucket-place.ts';
import type { AccessClients } from './clients.ts';
import { mergeCors } from './cors.ts';
import type { Difference } from './plan.ts';
import { policyName } from './policies.ts';
import { type AccessRequest, platformOf } from './request.ts';

/** One change of the account, and the way back from it. */
export type Step = { readonly title: string; run(): Promise<void>; undo(): Promise<void> };

type MakeStep = (difference: Difference, request: AccessRequest, clients: AccessClients) => Step;

/**
 * The changes that are still to be made, role first. They follow from what stands in the account, so a run that was
 * interrupted is completed by the next, and nothing is made twice.
 */
export const stepsOf = (found: readonly Difference[], request: AccessRequest, clients: AccessClients): Step[] =>
  found.map((difference) => makers[difference.kind](difference, request, clients));

const makers: Record<Difference['kind'], MakeStep> = { trust: trustStep, permissions: permissionsStep, cors: corsStep };

export type Told = { readonly title: string; readonly outcome: 'done' | 'failed' | 'undone' | 'left' };

/** Each step as it ends. When one fails, those of this run are undone, the last first, and the failure is thrown. */
export async function* runSteps(steps: readonly Step[]): AsyncGenerator<Told> {
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

/** What cannot be undone is told, and the others are undone all the same. */
async function* undo(steps: readonly Step[]): AsyncGenerator<Told> {
  for (const step of steps) {
    const undone = await step.undo().then(
      () => true,
      () => false,
    );
    yield { title: step.title, outcome: undone ? 'undone' : 'left' };
  }
}

function trustStep({ before, after }: Difference, request: AccessRequest, { iam }: AccessClients): Step {
  const RoleName = request.roleName;
  const update = (document: unknown) =>
    iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: JSON.stringify(document) }));
  if (before !== undefined) {
    return {
      title: `change the trust policy of the role ${RoleName}`,
      run: async () => void (await explained(() => update(after), request)),
      undo: async () => void (await update(before)),
    };
  }
  const role = {
    RoleName,
    AssumeRolePolicyDocument: JSON.stringify(after),
    Description: `Read by ${platformOf(request).title}`,
    Tags: [{ Key: 'labelwire:access', Value: request.platform }],
  };
  return {
    title: `create the role ${RoleName}`,
    run: async () => void (await explained(() => iam.send(new CreateRoleCommand(role)), request)),
    undo: async () => void (await iam.send(new DeleteRoleCommand({ RoleName }))),
  };
}

/** IAM says it of an account that does not exist: https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_roles.html */
async function explained<Value>(send: () => Promise<Value>, { platformAccount }: AccessRequest): Promise<Value> {
  try {
    return await send();
  } catch (error) {
    if (!/invalid principal/i.test((error as Error).message)) throw error;
    throw new Error(`AWS has no account ${platformAccount}. Compare --platform-account with what the platform shows.`, {
      cause: error,
    });
  }
}

function permissionsStep({ before, after }: Difference, { roleName }: AccessRequest, { iam }: AccessClients): Step {
  const policy = { RoleName: roleName, PolicyName: policyName };
  const put = (document: unknown) =>
    iam.send(new PutRolePolicyCommand({ ...policy, PolicyDocument: JSON.stringify(document) }));
  return {
    title: `${before === undefined ? 'add' : 'change'} its policy ${policyName}`,
    run: async () => void (await put(after)),
    undo: async () => void (await (before === undefined ? iam.send(new DeleteRolePolicyCommand(policy)) : put(before))),
  };
}

function corsStep({ bucket }: Difference, { origins }: AccessRequest, clients: AccessClients): Step {
  if (!bucket?.region) throw new Error('A bucket was planned at which nobody looked. Plan without --offline.');
  const { bucket: Bucket, region } = bucket;
  const s3 = clients.s3At(region);
  const put = (CORSRules: readonly CORSRule[]) =>
    s3.send(new PutBucketCorsCommand({ Bucket, CORSConfiguration: { CORSRules: [...CORSRules] } }));
  let standing: readonly CORSRule[] = [];
  return {
    title: `${bucket.standing?.length ? 'add to' : 'set'} the CORS rules of ${Bucket}`,
    async run() {
      standing = await readCors(clients, Bucket, region); // whatever was added since the plan was made stays
      await put(mergeCors(standing, origins, Bucket));
    },
    undo: async () =>
      void (await (standing.length > 0 ? put(standing) : s3.send(new DeleteBucketCorsCommand({ Bucket })))),
  };
}
