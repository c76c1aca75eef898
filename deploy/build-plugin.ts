import { join } from 'node:path';
import { accountOf } from '../cli/aws-choice.ts';
import { type ClientConfig, existingOf, resourcesOf } from '../cli/kept-resources.ts';
import { type AccountDemands, inAccount, setFunctions } from './account.ts';
import { receiverWarning } from './alarms.ts';
import { keptText, namedAndKept, type Template, withExisting } from './kept.ts';
import { isOwnServerless } from './own-serverless.ts';
import { Explained } from './parameters.ts';

type Serverless = {
  readonly serviceDir: string;
  readonly processedInput: { readonly commands: readonly string[] };
  readonly service: {
    readonly resources: Template;
    readonly custom: { readonly account: AccountDemands };
    readonly functions: Parameters<typeof setFunctions>[0];
    readonly provider: { compiledCloudFormationTemplate: Template };
  };
  getProvider(name: 'aws'): Provider;
};
type Provider = {
  readonly naming: { getStackName(): string };
  getRegion(): string;
  getStage(): string;
  getAwsSdkV3Config(): Promise<ClientConfig>;
};
type Options = { readonly 'aws-profile'?: string };
type Writers = { readonly log: { notice(text: string): void; warning(text: string): void } };

/** Commands that change an account. */
const changing = new Set(['deploy', 'deploy function', 'remove', 'rollback', 'rollback function']);

/**
 * Bundles the Lambdas whenever something is packaged, makes the template what the account demands, and says what is about to
 * be changed before anything is.
 */
export default class BuildPlugin {
  readonly hooks: Readonly<Record<string, () => Promise<void>>>;

  constructor(serverless: Serverless, options: Options, { log }: Writers) {
    if (!isOwnServerless(serverless)) {
      throw new Explained(
        'Another `serverless` is running than the one of this folder (osls). Run `npm ci`, then: npx serverless deploy',
      );
    }
    let bucket: string | undefined;
    this.hooks = {
      async initialize() {
        if (changing.has(serverless.processedInput.commands.join(' '))) log.notice(await targetOf(serverless, options));
        const { functions, resources, custom } = serverless.service;
        setFunctions(functions, resources, custom.account);
      },
      async 'after:aws:package:finalize:mergeCustomProviderResources'() {
        const { provider, custom } = serverless.service;
        provider.compiledCloudFormationTemplate = inAccount(provider.compiledCloudFormationTemplate, custom.account);
      },
      async 'before:package:createDeploymentArtifacts'() {
        const { build } = await import('../build.ts');
        await build(join(serverless.serviceDir, 'dist'));
        const warning = receiverWarning(serverless.service.resources);
        if (warning) log.warning(warning);
      },
      async 'before:aws:deploy:deploy:createStack'() {
        const { provider } = serverless.service;
        const existing = await existingOutside(serverless, provider.compiledCloudFormationTemplate);
        provider.compiledCloudFormationTemplate = withExisting(provider.compiledCloudFormationTemplate, existing);
      },
      async 'before:remove:remove'() {
        bucket = (await stackResources(serverless)).get('Bucket');
      },
      async 'after:remove:remove'() {
        const config = await serverless.getProvider('aws').getAwsSdkV3Config();
        const wanted = namedAndKept(serverless.service.resources);
        const existing = await existingOf(wanted, config);
        const region = serverless.getProvider('aws').getRegion();
        log.notice(keptText({ bucket, kept: wanted.filter(({ logicalId }) => existing.has(logicalId)), region }));
      },
    };
  }
}

async function stackResources(serverless: Serverless): Promise<ReadonlyMap<string, string>> {
  const aws = serverless.getProvider('aws');
  return resourcesOf(aws.naming.getStackName(), await aws.getAwsSdkV3Config());
}

/** What an earlier stack of this name left, or a connection that was out of the configuration for a while. */
async function existingOutside(serverless: Serverless, template: Template) {
  const own = await stackResources(serverless);
  const wanted = namedAndKept(template).filter(({ logicalId }) => !own.has(logicalId));
  return existingOf(wanted, await serverless.getProvider('aws').getAwsSdkV3Config());
}

async function targetOf(serverless: Serverless, { 'aws-profile': profile }: Options): Promise<string> {
  const aws = serverless.getProvider('aws');
  const region = aws.getRegion();
  try {
    return `AWS account ${await accountOf({ region, profile })}, region ${region}, stage ${aws.getStage()}`;
  } catch (cause) {
    const { name, code = name } = cause as Error & { code?: string };
    throw new Explained(
      `AWS does not say whose account this is (${code}). Log in (aws sso login), or set AWS_PROFILE. Nothing was changed.`,
      { cause },
    );
  }
}
