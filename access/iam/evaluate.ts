import { type Context, conditionsHold } from './conditions.ts';
import { listOf, type PolicyDocument, type Statement, statementsOf } from './document.ts';
import { all, any, not, type Truth, truth } from './truth.ts';
import { fits } from './wildcards.ts';

/** Who makes a request: an identity of an account, whose ARN may be unknown; or `anonymous`. */
export type Asker = 'anonymous' | { readonly account: string; readonly arn?: string };

export type Asked = {
  readonly action: string;
  /** Its ARN; left out for a trust policy, which has no resource. */
  readonly resource?: string;
  /** Left out for a policy of an identity, which has no principal. */
  readonly asker?: Asker;
  readonly context?: Context;
};

export type Decision = 'allowed' | 'explicitly denied' | 'implicitly denied' | 'cannot be judged';

/**
 * Several policies of one kind are evaluated as one. A Deny that applies wins; without an Allow that applies, the answer is no.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function decide(policies: readonly PolicyDocument[], asked: Asked): Decision {
  const denied = denies(policies, asked);
  if (denied === 'yes') return 'explicitly denied';
  const allows = policies.flatMap(statementsOf).filter(({ Effect }) => Effect === 'Allow');
  const allowed = any(allows.map((statement) => applies(statement, asked)));
  if (allowed === 'no') return 'implicitly denied';
  return allowed === 'unknown' || denied === 'unknown' ? 'cannot be judged' : 'allowed';
}

/**
 * Whether the policies explicitly deny a request. Within one account that is all that a resource's policy can do against a
 * role, which needs no Allow there.
 */
export const denies = (policies: readonly PolicyDocument[], asked: Asked): Truth =>
  any(
    policies
      .flatMap(statementsOf)
      .filter(({ Effect }) => Effect === 'Deny')
      .map((statement) => applies(statement, asked)),
  );

/** The joint answer of policies that must agree: those of the identity, its boundary, the resource. */
export function agree(decisions: readonly Decision[]): Decision {
  const order: readonly Decision[] = ['explicitly denied', 'implicitly denied', 'cannot be judged', 'allowed'];
  return order.find((decision) => decisions.includes(decision)) ?? 'allowed';
}

function applies(statement: Statement, { action, resource, asker, context = {} }: Asked): Truth {
  const { Action, NotAction, Resource, NotResource, Condition } = statement;
  // Actions are compared without case, resources with it.
  const namesAction = (actions: Statement['Action']) =>
    truth(listOf(actions).some((pattern) => fits(pattern.toLowerCase(), action.toLowerCase())));
  return all([
    Action === undefined ? not(namesAction(NotAction)) : namesAction(Action),
    Resource === undefined && NotResource === undefined
      ? 'yes'
      : Resource === undefined
        ? not(covers(NotResource, resource))
        : covers(Resource, resource),
    principalHolds(statement, asker),
    conditionsHold(Condition, context),
  ]);
}

function covers(resources: Statement['Resource'], resource = ''): Truth {
  return any(listOf(resources).map((pattern) => (pattern.includes('${') ? 'unknown' : truth(fits(pattern, resource)))));
}

function principalHolds({ Principal, NotPrincipal }: Statement, asker: Asker | undefined): Truth {
  if (Principal === undefined && NotPrincipal === undefined) return 'yes'; // a policy of an identity
  if (asker === undefined) return 'unknown';
  return Principal === undefined ? not(names(NotPrincipal, asker)) : names(Principal, asker);
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html */
function names(principal: Statement['Principal'], asker: Asker): Truth {
  if (principal === undefined) return 'no';
  const identities = principal === '*' ? ['*'] : listOf(principal.AWS);
  if (identities.includes('*')) return 'yes';
  if (asker === 'anonymous') return 'no';
  return any(identities.map((identity) => isIdentity(identity, asker)));
}

function isIdentity(identity: string, { account, arn }: Exclude<Asker, 'anonymous'>): Truth {
  const [, wholeAccount] = /^(?:arn:[\w-]+:iam::)?(\d{12})(?::root)?$/.exec(identity) ?? [];
  if (wholeAccount !== undefined) return truth(wholeAccount === account);
  if (arn !== undefined) return truth(identity === arn);
  return identity.includes(`::${account}:`) ? 'unknown' : 'no'; // some identity of that account, perhaps the asker
}
