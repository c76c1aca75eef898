import { accountOf } from '../cli/aws-choice.ts';
import { receiverWarning } from './alarms.ts';
import { isOwnServerless } from './own-serverless.ts';
import { explained } from './parameters.ts';

type Serverless = {
  readonly processedInput: { readonly commands: readonly string[] };
  readonly service: { readonly resources: unknown };
  getProvider(name: 'aws'): { getRegion(): string; getStage(): string };
};
type Options = { readonly 'aws-profile'?: string };
type Writers = { readonly log: { notice(text: string): void; warning(text: string): void } };

/** Commands that change an account. */
const changing = new Set(['deploy', 'deploy function', 'remove', 'rollback', 'rollback function']);

/** Bundles the Lambdas whenever something is packaged, and says what is about to be changed before anything is. */
export default class BuildPlugin {
  readonly hooks: Readonly<Record<string, () => Promise<void>>>;

  constructor(serverless: Serverless, options: Options, { log }: Writers) {
    if (!isOwnServerless(serverless)) {
      throw explained(
        'Another `serverless` is running than the one of this folder (osls). Run `npm ci`, then: npx serverless deploy',
      );
    }
    this.hooks = {
      async initialize() {
        if (changing.has(serverless.processedInput.commands.join(' '))) log.notice(await targetOf(serverless, options));
      },
      async 'before:package:createDeploymentArtifacts'() {
        const { build } = await import('../build.ts');
        await build();
        const warning = receiverWarning(serverless.service.resources);
        if (warning) log.warning(warning);
      },
    };
  }
}

async function targetOf(serverless: Serverless, { 'aws-profile': profile }: Options): Promise<string> {
  const aws = serverless.getProvider('aws');
  const region = aws.getRegion();
  try {
    return `AWS account ${await accountOf({ region, profile })}, region ${region}, stage ${aws.getStage()}`;
  } catch (cause) {
    const { name, code = name } = cause as Error & { code?: string };
    throw explained(
      `AWS does not say whose account this is (${code}). Log in (aws sso login), or set AWS_PROFILE. Nothing was changed.`,
      { cause },
    );
  }
}
