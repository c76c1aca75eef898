import { type PolicyDocument, statementsOf } from '../../../../../access/iam/document.ts';
import { decide } from '../../../../../access/iam/evaluate.ts';

/** The trust policy of a role; undefined where there is no such role. */
type TrustOf = (roleArn: string) => Promise<PolicyDocument | undefined>;

/** Whether an account may assume a role with an external ID, or with none, as AWS would evaluate its trust policy. */
export const assumingAs =
  (account: string, trustOf: TrustOf) =>
  async (roleArn: string, externalId: string | null): Promise<boolean> => {
    const trust = await trustOf(roleArn);
    if (!trust || statementsOf(trust).length === 0) return false;
    const context = {
      'sts:ExternalId': externalId,
      'aws:MultiFactorAuthPresent': null,
      'aws:PrincipalAccount': account,
    };
    return decide([trust], { action: 'sts:AssumeRole', asker: { account }, context }) === 'allowed';
  };
