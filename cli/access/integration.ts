import configuration from '#configuration';
import {
  findOrCreate,
  mendFor,
  setRole,
  type Validation,
  validatePatiently,
} from '../../access/labelbox-integrations.ts';
import { accessPlatforms } from '../../access/platforms.ts';
import { type AccessRequest, platformOf } from '../../access/request.ts';
import type { PlatformApi } from '../../lib/platforms/platform.ts';
import { platforms } from '../../lib/platforms/platforms.ts';
import { platformApi } from '../../lib/runtime/platform-http.ts';

const patienceMilliseconds = 300_000;

/** Labelbox as the way in needs it: also where no label of it is exported, and labelwire.config.ts does not name it. */
export function labelboxApi(credential: string): PlatformApi {
  const end = Date.now() + patienceMilliseconds;
  const settings = configuration.platforms.labelbox ?? {};
  return platformApi(platforms.labelbox, { credential, settings, remainingMilliseconds: () => end - Date.now() });
}

/** What a person does on the platform instead. */
export function pasteText(request: AccessRequest, arn: string): string {
  const { title, where } = platformOf(request);
  return `
Now in ${title}: ${where}
  role ARN      ${arn}
  bucket        ${request.buckets.length === 1 ? request.buckets[0] : `(leave it empty: the role reads ${request.buckets.join(', ')})`}
  external ID   the page must show the one above; if not, call this again with the one it shows
Then: labelwire access validate, with the same options.`;
}

type Completion = {
  readonly request: AccessRequest;
  readonly arn: string;
  readonly apiKey: string;
  readonly name: string;
  readonly ask: (question: string) => Promise<boolean>;
};

/** The integration on the platform: there, with this role, and valid. Throws where the platform says that it is not. */
export async function completeIntegration({ request, arn, apiKey, name, ask }: Completion): Promise<void> {
  const { placeholderArn } = accessPlatforms.labelbox;
  if (!(await ask(`Make or complete the integration ${name} in Labelbox?`)))
    return void console.log(pasteText(request, arn));
  const api = labelboxApi(apiKey);
  const readBucket = request.buckets.length === 1 ? (request.buckets[0] ?? null) : null;
  const { integration, isNew } = await findOrCreate(api, { name, roleArn: placeholderArn, readBucket });
  console.log(`✓ integration ${name} ${isNew ? 'created, with a placeholder for the role' : 'is there'}`);
  if (integration.settings?.roleArn !== arn) {
    await setRole(api, integration.id, { name, roleArn: arn, readBucket });
    console.log(`✓ its role is ${arn}`);
  }
  const wait = (milliseconds: number) => api.wait(milliseconds);
  conclude(await validatePatiently(api, integration.id, { wait, tell: (told) => console.log(`  ${told}`) }));
}

function conclude({ valid, checks }: Validation): void {
  for (const { name, success, message } of checks) {
    console.log(`${success ? '✓' : '✗'} Labelbox: ${name}${message ? `: ${message}` : ''}`);
    if (!success) console.log(`  → ${mendFor(message)}`);
  }
  if (!valid)
    throw new Error(
      'Labelbox does not take the integration yet. The role stays; call this again, or: labelwire access validate.',
    );
  console.log('✓ Labelbox takes the integration');
}
