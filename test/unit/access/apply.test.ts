import { describe, expect, it } from 'vitest';
import { runSteps, type StepResult, stepsOf } from '../../../access/apply.ts';
import { type AccessClients, accessClients } from '../../../access/clients.ts';
import type { Difference } from '../../../access/plan.ts';
import { accessRequest } from '../../../access/request.ts';
import type { Step } from '../../../access/step.ts';
import { labelboxAccess } from '../../support/access-platforms.ts';

/** Steps that record what they did; the named ones fail. */
function stepsThat(failing: readonly string[], ...titles: string[]): { steps: Step[]; done: string[] } {
  const done: string[] = [];
  const act = (what: string) => async () => {
    if (failing.includes(what)) throw new Error(`no ${what}`);
    done.push(what);
  };
  return { done, steps: titles.map((title) => ({ title, run: act(title), undo: act(`undo ${title}`) })) };
}

async function resultOf(steps: readonly Step[]): Promise<{ outcomes: StepResult['outcome'][]; error?: string }> {
  const outcomes: StepResult['outcome'][] = [];
  try {
    for await (const { outcome } of runSteps(steps)) outcomes.push(outcome);
    return { outcomes };
  } catch (error) {
    return { outcomes, error: (error as Error).message };
  }
}

describe('the steps of apply', () => {
  it('are run one after the other', async () => {
    const { steps, done } = stepsThat([], 'role', 'policy', 'cors');
    expect(await resultOf(steps)).toEqual({ outcomes: ['done', 'done', 'done'] });
    expect(done).toEqual(['role', 'policy', 'cors']);
  });

  it('are undone, the last first, when one fails; the failure is thrown', async () => {
    const { steps, done } = stepsThat(['cors'], 'role', 'policy', 'cors', 'never');
    expect(await resultOf(steps)).toEqual({
      outcomes: ['done', 'done', 'failed', 'undone', 'undone'],
      error: 'no cors',
    });
    expect(done).toEqual(['role', 'policy', 'undo policy', 'undo role']);
  });

  it('are undone as far as they can be, and what is left is reported', async () => {
    const { steps, done } = stepsThat(['cors', 'undo policy'], 'role', 'policy', 'cors');
    expect(await resultOf(steps)).toEqual({ outcomes: ['done', 'done', 'failed', 'left', 'undone'], error: 'no cors' });
    expect(done).toEqual(['role', 'policy', 'undo role']);
  });
});

describe('the tags of a role that exists', () => {
  it('are taken away again when a later step fails, and those that were there come back', async () => {
    const request = accessRequest(await labelboxAccess(), {
      buckets: ['clinic-images'],
      prefix: '',
      externalId: 'cm3-4f1c',
      platformAccount: '999999999999',
      roleName: 'reader',
      origins: ['https://app.labelbox.com'],
      tags: { team: 'labels', cost: '1' },
    });
    const sent: unknown[] = [];
    const iam = { send: async ({ input }: { input: unknown }) => void sent.push(input) };
    const clients = { ...accessClients(), iam: iam as unknown as AccessClients['iam'] };
    const before = { owner: 'me', team: 'another' };
    const change: Difference = { kind: 'tags', title: 'tags', before, after: { ...before, ...request.tags } };
    const { steps } = stepsThat(['policy'], 'policy');
    await resultOf([...stepsOf([change], request, clients), ...steps]);
    expect(sent).toEqual([
      {
        RoleName: 'reader',
        Tags: [
          { Key: 'team', Value: 'labels' },
          { Key: 'cost', Value: '1' },
        ],
      },
      { RoleName: 'reader', TagKeys: ['cost'] },
      { RoleName: 'reader', Tags: [{ Key: 'team', Value: 'another' }] },
    ]);
  });
});
