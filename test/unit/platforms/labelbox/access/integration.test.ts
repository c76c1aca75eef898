import { describe, expect, it } from 'vitest';
import type { PolicyDocument } from '../../../../../access/iam/document.ts';
import { findOrCreate, validatePatiently } from '../../../../../access/integration.ts';
import { trustPolicy } from '../../../../../access/policies.ts';
import { accessRequest } from '../../../../../access/request.ts';
import { withIntegrations } from '../../../../../lib/platforms/labelbox/simulated/integrations.ts';
import type { PlatformApi } from '../../../../../lib/platforms/platform.ts';
import { platforms } from '../../../../../lib/platforms/platforms.ts';
import { platformApi } from '../../../../../lib/runtime/platform-http.ts';
import { labelboxAccess } from '../../../../support/access-platforms.ts';
import { assumingAs } from './role-trust.ts';

const labelbox = await labelboxAccess();
const { integrations } = labelbox;
const account = '999999999999';
const externalId = 'cm3-4f1c';
const arn = 'arn:aws:iam::123456789012:role/labelwire-labelbox-read';
const secure = trustPolicy(
  accessRequest(labelbox, {
    buckets: ['clinic-images'],
    prefix: '',
    externalId,
    platformAccount: account,
    roleName: 'r',
    origins: ['https://app.labelbox.com'],
  }),
);
const wanted = { name: 'images', roleArn: 'arn:aws:iam::000000000000:role/temporary', readBucket: 'clinic-images' };

function apiWith(roles: Map<string, PolicyDocument>, credential = 'key'): PlatformApi {
  const rest = async () => Response.json({}, { status: 404 });
  const handle = withIntegrations(
    { secret: 'key' },
    { externalId },
    assumingAs(account, async (role) => roles.get(role)),
    rest,
  );
  return platformApi(
    { name: 'labelbox', platform: platforms.labelbox, settings: {} },
    {
      credential,
      remainingMilliseconds: () => 300_000,
      fetch: async (input, init) => handle(new Request(input as string, init)),
    },
  );
}

describe('the integration in Labelbox', () => {
  it('is created once, with the placeholder, and found again by its name', async () => {
    const api = apiWith(new Map());
    const first = await findOrCreate(integrations, wanted, api);
    const second = await findOrCreate(integrations, wanted, api);
    expect([first.isNew, second.isNew]).toEqual([true, false]);
    expect(second.integration.id).toBe(first.integration.id);
    expect(await integrations.list(api)).toHaveLength(1);
  });

  it('reports what is wrong with a role, with a different fix for each of its messages', async () => {
    const open = { ...secure, Statement: [secure.Statement].flat().map(({ Condition: _none, ...rest }) => rest) };
    const api = apiWith(new Map([[arn, open]]));
    const { integration } = await findOrCreate(integrations, wanted, api);
    const placeholder = await integrations.validate(integration.id, api);
    await integrations.update(integration.id, { ...wanted, roleArn: arn }, api);
    const insecure = await integrations.validate(integration.id, api);
    expect([placeholder.isValid, insecure.isValid]).toEqual([false, false]);
    const failed = [placeholder, insecure].map(({ findings }) => findings.find(({ outcome }) => outcome === 'fail'));
    expect(failed).toMatchObject([
      { message: 'Role cannot be assumed', fix: expect.stringMatching(/us-east-2/) },
      { message: 'External ID configured insecurely', fix: expect.stringMatching(/StringEquals/) },
    ]);
  });

  it('is waited for until the role is known, and no longer', async () => {
    const roles = new Map<string, PolicyDocument>();
    const waits: number[] = [];
    const api: PlatformApi = {
      ...apiWith(roles),
      async wait(milliseconds) {
        waits.push(milliseconds);
        if (waits.length === 3) roles.set(arn, secure);
      },
    };
    const { integration } = await findOrCreate(integrations, { ...wanted, roleArn: arn }, api);
    const report = () => undefined;
    expect((await validatePatiently(integrations, integration.id, { api, report })).isValid).toBe(true);
    expect(waits).toEqual([2000, 4000, 8000]);
    roles.clear();
    waits.length = 0;
    const unknown = { ...api, wait: async (milliseconds: number) => void waits.push(milliseconds) };
    expect((await validatePatiently(integrations, integration.id, { api: unknown, report })).isValid).toBe(false);
    expect(waits.reduce((sum, milliseconds) => sum + milliseconds)).toBe(90_000);
  });

  it('is shown to nobody without the key', async () => {
    await expect(integrations.list(apiWith(new Map(), 'another'))).rejects.toThrow(/refuses the credentials|refused/);
  });
});
