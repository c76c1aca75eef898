import type { Statement } from './package-service.ts';

/** One thing that somebody wants to do, as IAM sees it. */
export type AccessRequest = {
  readonly action: string;
  readonly resource: string;
  /** Condition keys, as `s3:prefix`. */
  readonly context?: Readonly<Record<string, string>>;
};

type Condition = { readonly operator: string; readonly key: string; readonly value: string };

/** A statement taken apart: one action, one resource, one value of its condition. */
export type Grant = {
  readonly effect: 'Allow' | 'Deny';
  readonly action: string;
  readonly resource: string;
  readonly condition?: Condition;
};

/** As a person writes it, and as a table names it. */
export const grantText = ({ action, resource, condition }: Grant): string =>
  `${action} ${resource}${condition ? ` where ${condition.key} is ${condition.value}` : ''}`;

const known = new Set(['Sid', 'Effect', 'Principal', 'Action', 'Resource', 'Condition']);
const operators = new Set(['StringEquals', 'StringLike', 'ArnEquals']);

const listOf = (value: unknown): string[] => (Array.isArray(value) ? value : [value]) as string[];

/** What it cannot judge rightly it refuses: a check that guesses proves nothing. */
export function grantsOf(statement: Statement): Grant[] {
  const strange = Object.keys(statement).filter((key) => !known.has(key));
  if (strange.length > 0) throw new Error(`The evaluator does not know ${strange.join(', ')} of a statement.`);
  const conditions = conditionsOf(statement);
  return listOf(statement.Action).flatMap((action) =>
    listOf(statement.Resource).flatMap((resource) =>
      conditions.map((condition) => ({
        effect: statement.Effect,
        action,
        resource,
        ...(condition ? { condition } : {}),
      })),
    ),
  );
}

/** The values of one key are alternatives; several keys would all have to hold, and no statement of ours has several. */
function conditionsOf({ Sid, Condition = {} }: Statement): (Condition | undefined)[] {
  const found = Object.entries(Condition).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) => ({ operator, key, values: listOf(values) })),
  );
  const [only, ...others] = found;
  if (!only) return [undefined];
  if (others.length > 0) throw new Error(`The evaluator judges one condition key a statement; ${Sid} has more.`);
  if (!operators.has(only.operator)) throw new Error(`The evaluator does not know the operator ${only.operator}.`);
  return only.values.map((value) => ({ operator: only.operator, key: only.key, value }));
}

export type Decision = {
  readonly decision: 'allowed' | 'denied by no Allow' | 'denied by a Deny';
  /** The grants that apply. */
  readonly by: readonly Grant[];
};

/**
 * The identity-based part of https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html:
 * a Deny that applies wins; without an Allow that applies, the answer is no.
 */
export function decide(grants: readonly Grant[], request: AccessRequest): Decision {
  const applying = grants.filter((grant) => applies(grant, request));
  const denials = applying.filter(({ effect }) => effect === 'Deny');
  if (denials.length > 0) return { decision: 'denied by a Deny', by: denials };
  return { decision: applying.length > 0 ? 'allowed' : 'denied by no Allow', by: applying };
}

function applies({ action, resource, condition }: Grant, request: AccessRequest): boolean {
  // Actions are compared without case, resources with it.
  if (!fits(action.toLowerCase(), request.action.toLowerCase()) || !fits(resource, request.resource)) return false;
  if (!condition) return true;
  const value = request.context?.[condition.key];
  if (value === undefined) return false; // a key that the request does not have fits nothing
  return condition.operator === 'StringLike' ? fits(condition.value, value) : condition.value === value;
}

/** `*` is any number of characters, `?` is one: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html */
function fits(pattern: string, text: string): boolean {
  const source = pattern
    .replaceAll(/[\\^$.|+()[\]{}]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's').test(text);
}
