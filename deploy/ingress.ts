import type { Way } from './api-parts.ts';
import { httpApi } from './http-api.ts';
import { Explained, type Ingress, type Parameters, parameters, stackName, type Variables } from './parameters.ts';
import { restApi } from './rest-api.ts';

const ways: Readonly<Record<Ingress, (given: Parameters, stack: string) => Way>> = {
  // serverless.yml makes it.
  functionUrl: () => ({
    Resources: {},
    url: { 'Fn::Sub': `\${ReceiveWebhookLambdaFunctionUrl.FunctionUrl}webhooks` },
  }),
  httpApi,
  restApi,
};

export const hasFunctionUrl = async (variables: Variables): Promise<boolean> =>
  (await parameters(variables)).ingress === 'functionUrl';

/** The way in, without authorisation: the platform's signature is the authorisation. */
export async function ingress(variables: Variables) {
  const given = await parameters(variables);
  checkDomain(given);
  const { Resources, url, Outputs } = ways[given.ingress](given, await stackName(variables));
  const Description = "Add the platform's id to it, e.g. /encord, and enter that on the platform";
  const Value = given.domain ? `https://${given.domain}/webhooks` : url;
  return { Resources, Outputs: { WebhookUrl: { Description, Value }, ...Outputs } };
}

function checkDomain({ ingress: way, domain, certificateArn }: Parameters): void {
  if (domain && way === 'functionUrl') {
    throw new Explained(
      'Fix the parameters of this stage: domain needs ingress httpApi or restApi; a function URL cannot have a name of your own.',
    );
  }
  if (Boolean(domain) !== Boolean(certificateArn)) {
    throw new Explained(
      `Fix the parameters of this stage: ${domain ? 'certificateArn' : 'domain'} is missing; the two go together.`,
    );
  }
}
