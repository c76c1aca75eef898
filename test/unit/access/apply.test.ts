import { describe, expect, it } from 'vitest';
import { runSteps, type Step, type Told } from '../../../access/apply.ts';
import type { PolicyDocument } from '../../../access/iam/document.ts';
import {
  findOrCreate,
  listIntegrations,
  mendFor,
  setRole,
  validateIntegration,
  validatePatiently,
} from '../../../access/labelbox-integrations.ts';
import { trustPolicy } from '../../../access/policies.ts';
import { accessRequest } from '../../../access/request.ts';
import { withIntegrations } from '../../../lib/platforms/labelbox/simulated/integrations.ts';
import type { PlatformApi } from '../../../lib/platforms/platform.ts';
import { platforms } from '../../../lib/platforms/platforms.ts';
import { platformApi } from '../../../lib/runtime/platform-http.ts';
import { assumingAs } from '../../support/role-trust.ts';

/** Steps that write down what they did; those that are named fail. */
function stepsThat(failing: readonly string[], ...titles: string[]): { steps: Step[]; done: string[] } {
  const done: string[] = [];
  const act = (what: string) => async () => {
    if (failing.includes(what)) throw new Error(`no ${what}`);
    done.push(what);
  };
  return { done, steps: titles.map((title) => ({ title, run: act(title), undo: act(`undo ${title}`) })) };
}

async function toldBy(steps: readonly Step[]): Promise<{ told: Told['outcome'][]; error?: string }> {
  const told: Told['outcome'][] = [];
  try {
    for await (const { outcome } of runSteps(steps)) told.push(outcome);
    return { told };
  } catch (error) {
    return { told, error: (error as Error).message };
  }
}

describe('the steps of apply', () => {
  it('are run one after the other', async () => {
    const { steps, done } = stepsThat([], 'role', 'policy', 'cors');
    expect(await toldBy(steps)).toEqual({ told: ['done', 'done', 'done'] });
    expect(done).toEqual(['role', 'policy', 'cors']);
  });

  it('are undone, the last first, when one fails; the failure is thrown', async () => {
    const { steps, done } = stepsThat(['cors'], 'role', 'policy', 'cors', 'never');
    expect(await toldBy(steps)).toEqual({ told: ['done', 'done', 'failed', 'undone', 'undone'], error: 'no cors' });
    expect(done).toEqual(['role', 'policy', 'undo policy', 'undo role']);
  });

  it('are undone as far as they can be, and what is left is told', async () => {
    const { steps, done } = stepsThat(['cors', 'undo policy'], 'role', 'policy', 'cors');
    expect(await toldBy(steps)).toEqual({ told: ['done', 'done', 'failed', 'left', 'undone'], error: 'no cors' });
    expect(done).toEqual(['role', 'policy', 'undo role']);
  });
});

describe('the integration in Labelbox', () => {
  const account = '999999999999';
  const externalId = 'cm3-4f1c';
  const arn = 'arn:aws:iam::123456789012:role/labelwire-labelbox-read';
  const right = trustPolicy(
    accessRequest({
      platform: 'labelbox',
      buckets: ['clinic-images'],
      prefix: '',
      externalId,
      platformAccount: account,
      roleName: 'r',
      origins: ['https://app.labelbox.com'],
    }),
  );
  const data = { name: 'images', roleArn: 'arn:aws:iam::000000000000:role/temporary', readBucket: 'clinic-images' };

  function labelbox(roles: Map<string, PolicyDocument>, credential = 'key'): PlatformApi {
    const rest = async () => Response.json({}, { status: 404 });
    const canAssume = assumingAs(account, async (role) => roles.get(role));
    const handle = withIntegrations({ secret: 'key' }, { externalId }, canAssume, rest);
    return platformApi(platforms.labelbox, {
      credential,
      settings: {},
      remainingMilliseconds: () => 300_000,
      fetch: async (input, init) => handle(new Request(input as string, init)),
    });
  }

  it('is created once, with the placeholder, and found again by its name', async () => {
    const api = labelbox(new Map());
    const first = await findOrCreate(api, data);
    const second = await findOrCreate(api, data);
    expect([first.isNew, second.isNew]).toEqual([true, false]);
    expect(second.integration.id).toBe(first.integration.id);
    expect(await listIntegrations(api)).toHaveLength(1);
  });

  it('says what is wrong with a role, and each of its messages has a mend of its own', async () => {
    const open = { ...right, Statement: [right.Statement].flat().map(({ Condition: _none, ...rest }) => rest) };
    const api = labelbox(new Map([[arn, open]]));
    const { integration } = await findOrCreate(api, data);
    const placeholder = await validateIntegration(api, integration.id);
    await setRole(api, integration.id, { ...data, roleArn: arn });
    const insecure = await validateIntegration(api, integration.id);
    const said = [placeholder, insecure].map(({ checks }) => checks.find(({ success }) => !success)?.message);
    expect(said).toEqual(['Role cannot be assumed', 'External ID configured insecurely']);
    expect(mendFor(said[0])).toMatch(/us-east-2/);
    expect(mendFor(said[1])).toMatch(/StringEquals/);
  });

  it('is waited for until the role is known, and no longer', async () => {
    const roles = new Map<string, PolicyDocument>();
    const api = labelbox(roles);
    const { integration } = await findOrCreate(api, { ...data, roleArn: arn });
    const waits: number[] = [];
    const wait = async (milliseconds: number) => {
      waits.push(milliseconds);
      if (waits.length === 3) roles.set(arn, right);
    };
    expect((await validatePatiently(api, integration.id, { wait, tell: () => undefined })).valid).toBe(true);
    expect(waits).toEqual([2000, 4000, 8000]);
    roles.clear();
    waits.length = 0;
    const never = { wait: async (milliseconds: number) => void waits.push(milliseconds), tell: () => undefined };
    expect((await validatePatiently(api, integration.id, never)).valid).toBe(false);
    expect(waits.reduce((sum, one) => sum + one)).toBe(90_000);
  });

  it('is shown to nobody without the key', async () => {
    await expect(listIntegrations(labelbox(new Map(), 'another'))).rejects.toThrow(/refuses the credentials|refused/);
  });
});
