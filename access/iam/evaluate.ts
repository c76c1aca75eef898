import { type Context, conditionsHold } from './conditions.ts';
import { listOf, type PolicyDocument, type Statement, statementsOf } from './document.ts';
import { all, any, not, type Truth, truth } from './truth.ts';
import { fits } from './wildcards.ts';

/** Who asks: somebody of an account, known by ARN or not; or `anonymous`. */
export type Asker = 'anonymous' | { readonly account: string; readonly arn?: string };

export type Asked = {
  readonly action: string;
  /** The ARN; not looked at where the policy is a trust policy, which has no resource. */
  readonly resource?: string;
  /** Not looked at where the policy is one of an identity, which has no principal. */
  readonly asker?: Asker;
  readonly context?: Context;
};

export type Decision = 'allowed' | 'explicitly denied' | 'implicitly denied' | 'cannot be judged';

/**
 * Several policies of one kind, as one: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 * A Deny that applies wins; without an Allow that applies, the answer is no.
 */
export function decide(policies: readonly PolicyDocument[], asked: Asked): Decision {
  const denied = denies(policies, asked);
  if (denied === 'yes') return 'explicitly denied';
  const allows = policies.flatMap(statementsOf).filter(({ Effect }) => Effect === 'Allow');
  const allowed = any(allows.map((statement) => applies(statement, asked)));
  if (allowed === 'no') return 'implicitly denied';
  return allowed === 'unknown' || denied === 'unknown' ? 'cannot be judged' : 'allowed';
}

/** Whether they explicitly deny it: all that a resource's policy can take from a role of its own account. */
export const denies = (policies: readonly PolicyDocument[], asked: Asked): Truth =>
  any(
    policies
      .flatMap(statementsOf)
      .filter(({ Effect }) => Effect === 'Deny')
      .map((statement) => applies(statement, asked)),
  );

/** An answer that needs several policies to agree: of the identity, its boundary, the resource. */
export function agree(decisions: readonly Decision[]): Decision {
  const order: readonly Decision[] = ['explicitly denied', 'implicitly denied', 'cannot be judged', 'allowed'];
  return order.find((decision) => decisions.includes(decision)) ?? 'allowed';
}

function applies(statement: Statement, { action, resource, asker, context = {} }: Asked): Truth {
  const { Action, NotAction, Resource, NotResource, Condition } = statement;
  // Actions are compared without case, resources with it.
  const names = (actions: Statement['Action']) =>
    truth(listOf(actions).some((one) => fits(one.toLowerCase(), action.toLowerCase())));
  return all([
    Action === undefined ? not(names(NotAction)) : names(Action),
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
  return Principal === undefined ? not(isOne(NotPrincipal, asker)) : isOne(Principal, asker);
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html */
function isOne(principal: Statement['Principal'], asker: Asker): Truth {
  if (principal === undefined) return 'no';
  const people = principal === '*' ? ['*'] : listOf(principal.AWS);
  if (people.includes('*')) return 'yes';
  if (asker === 'anonymous') return 'no';
  return any(people.map((person) => isPerson(person, asker)));
}

function isPerson(person: string, { account, arn }: Exclude<Asker, 'anonymous'>): Truth {
  const [, whole] = /^(?:arn:[\w-]+:iam::)?(\d{12})(?::root)?$/.exec(person) ?? [];
  if (whole !== undefined) return truth(whole === account);
  if (arn !== undefined) return truth(person === arn);
  return person.includes(`::${account}:`) ? 'unknown' : 'no'; // one identity of that account, perhaps this one
}
