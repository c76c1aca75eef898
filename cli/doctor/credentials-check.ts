import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { chosenRegion } from '../aws-choice.ts';
import { unreachableAws } from '../failure.ts';
import { type Check, CheckFailed } from './check.ts';

export const credentialsCheck: Check = {
  name: 'AWS credentials',
  async look() {
    const region = chosenRegion();
    try {
      const { Account = '?', Arn = '' } = await new STSClient().send(new GetCallerIdentityCommand());
      return `account ${Account}, region ${region}, as ${callerOf(Arn)}`;
    } catch (error) {
      const { name, message } = error as Error;
      throw new CheckFailed(
        unreachableAws(error as Error, { local: false })?.message ??
          `AWS refuses the credentials (${name}: ${message || 'no reason given'}). Log in (aws sso login), or add --profile <name>.`,
        { cause: error },
      );
    }
  },
};

/** Without the name of the session or the user, which is a person's. */
const callerOf = (arn: string): string => {
  const role = /:assumed-role\/([^/]+)\//.exec(arn)?.[1];
  return role ? `the role ${role}` : 'an IAM user';
};
