import type { Integration, Integrations, Validation, WantedIntegration } from '../lib/platforms/access.ts';
import type { PlatformApi } from '../lib/platforms/platform.ts';

/** The integration of this name, created where it does not exist. Throws where two have the name. */
export async function findOrCreate(
  integrations: Integrations,
  wanted: WantedIntegration,
  api: PlatformApi,
): Promise<{ readonly integration: Integration; readonly isNew: boolean }> {
  const [found, second] = (await integrations.list(api)).filter(({ name }) => name === wanted.name);
  if (second)
    throw new Error(
      'The platform has two integrations of this name. Delete one, or choose another name: --integration <name>.',
    );
  if (found) return { integration: found, isNew: false };
  return { integration: await integrations.create(wanted, api), isNew: true };
}

/** AWS does not document how long it takes until a new role is known everywhere; about a minute was enough. */
const pausesSeconds = [2, 4, 8, 16, 30, 30];

/** Repeats the validation until it succeeds, for a minute and a half. */
export async function validatePatiently(
  integrations: Integrations,
  id: string,
  { api, report }: { readonly api: PlatformApi; readonly report: (message: string) => void },
): Promise<Validation> {
  for (const seconds of pausesSeconds) {
    const validation = await integrations.validate(id, api);
    if (validation.isValid) return validation;
    report(`not valid yet; it takes a minute until a new role is known everywhere. Retrying in ${seconds} s`);
    await api.wait(seconds * 1000);
  }
  return integrations.validate(id, api);
}
