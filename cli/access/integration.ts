import { findOrCreate, validatePatiently } from '../../access/integration.ts';
import type { AccessRequest } from '../../access/request.ts';
import type { PlatformFacts } from '../../access/validate/facts.ts';
import type { Integrations, Validation } from '../../lib/platforms/access.ts';
import { accessApi } from './api.ts';
import type { Output } from './output.ts';

const patienceMilliseconds = 300_000;

/** What a person does on the platform instead. */
export function pasteText({ platform: { title, where }, buckets: [first, ...others] }: AccessRequest, arn: string) {
  const bucket = others.length === 0 ? first : `(leave it empty: the role reads ${[first, ...others].join(', ')})`;
  return `
Now in ${title}: ${where}
  role ARN      ${arn}
  bucket        ${bucket}
  external ID   the page must show the one above; if it does not, run this again with the one it shows
Then: npx labelwire access validate, with the same options.`;
}

type Completion = {
  readonly request: AccessRequest;
  readonly integrations: Integrations;
  readonly arn: string;
  readonly apiKey: string;
  readonly name: string;
  readonly ask: (question: string) => Promise<boolean>;
  readonly output: Output;
};

/** Creates or completes the integration on the platform. Throws where the platform finds it not valid. */
export async function completeIntegration(completion: Completion): Promise<void> {
  const { request, integrations, arn, apiKey, name, ask, output } = completion;
  const { id, title, placeholderArn } = request.platform;
  if (!(await ask(`Create or complete the integration ${name} in ${title}?`)))
    return output.print(pasteText(request, arn));
  const api = await accessApi(id, apiKey, patienceMilliseconds);
  const [bucket, ...others] = request.buckets;
  const wanted = { name, roleArn: arn, readBucket: others.length === 0 && bucket !== undefined ? bucket : null };
  const placeholder = { ...wanted, roleArn: placeholderArn ?? arn };
  const { integration, isNew } = await findOrCreate(integrations, placeholder, api);
  const state = isNew ? 'created, with a placeholder for the role' : 'exists';
  output.step(`integration ${name} ${state}`, 'done', `✓ integration ${name} ${state}`);
  if (integration.roleArn !== arn) {
    await integrations.update(integration.id, wanted, api);
    output.step(`its role is ${arn}`, 'done', `✓ its role is ${arn}`);
  }
  const report = (message: string) => output.print(`  ${message}`);
  conclude(title, output, await validatePatiently(integrations, integration.id, { api, report }));
}

function conclude(title: string, output: Output, { isValid, findings }: Validation): void {
  for (const { check, outcome, message, fix } of findings) {
    const text = outcome === 'pass' ? `✓ ${title}: ${check}` : `✗ ${title}: ${check}: ${message}\n  → ${fix}`;
    output.step(`${title}: ${check}`, outcome, text);
  }
  if (!isValid)
    throw new Error(
      `${title} does not accept the integration yet. The role stays. Run this again, or: npx labelwire access validate, with the same options.`,
    );
  output.step(`${title} accepts the integration`, 'done', `✓ ${title} accepts the integration`);
}

/** What the platform reports about its integration; throws why it cannot be asked. */
export async function integrationFacts(
  { id, title, integrations }: AccessRequest['platform'],
  name: string,
  apiKey: string | undefined,
): Promise<PlatformFacts> {
  if (!integrations) throw new Error(`no API of ${title} for this is known: use its own test button.`);
  if (apiKey === undefined) throw new Error('no API key: --api-key-file <file>, or LABELWIRE_API_KEY.');
  const api = await accessApi(id, apiKey, patienceMilliseconds);
  const integration = (await integrations.list(api)).find((listed) => listed.name === name);
  if (!integration) return undefined;
  const { findings } = await integrations.validate(integration.id, api);
  return { name, roleArn: integration.roleArn, findings };
}
