import { listOf, type Statement } from './document.ts';
import { all, any, not, type Truth, truth } from './truth.ts';
import { fits, fitsArn } from './wildcards.ts';

/**
 * What is known about a request, by condition key (in any case). `null`: the request certainly does not have the key. A key
 * that is not listed may have any value, so a condition on it cannot be judged.
 */
export type Context = Readonly<Record<string, string | readonly string[] | null>>;

type Compare = (wanted: string, found: string) => boolean;
type Operator = { readonly compare: Compare; readonly negated?: true };

const same: Compare = (wanted, found) => wanted === found;
const sameInAnyCase: Compare = (wanted, found) => wanted.toLowerCase() === found.toLowerCase();

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html */
const operators: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ['StringEquals', { compare: same }],
  ['StringNotEquals', { compare: same, negated: true }],
  ['StringEqualsIgnoreCase', { compare: sameInAnyCase }],
  ['StringNotEqualsIgnoreCase', { compare: sameInAnyCase, negated: true }],
  ['StringLike', { compare: fits }],
  ['StringNotLike', { compare: fits, negated: true }],
  ['Bool', { compare: sameInAnyCase }],
  ['ArnEquals', { compare: fitsArn }],
  ['ArnLike', { compare: fitsArn }],
  ['ArnNotEquals', { compare: fitsArn, negated: true }],
  ['ArnNotLike', { compare: fitsArn, negated: true }],
]);

/** All keys of all operators must hold; the values of one key are alternatives. */
export function conditionsHold(condition: Statement['Condition'], context: Context): Truth {
  const known = new Map(Object.entries(context).map(([key, value]) => [key.toLowerCase(), value]));
  return all(
    Object.entries(condition ?? {}).flatMap(([operator, keys]) =>
      Object.entries(keys).map(([key, values]) =>
        holds(operator, listOf(values).map(String), known.get(key.toLowerCase())),
      ),
    ),
  );
}

function holds(name: string, wanted: readonly string[], found: string | readonly string[] | null | undefined): Truth {
  if (found === undefined || wanted.some((value) => value.includes('${'))) return 'unknown'; // a policy variable
  const [, set = '', base = '', ifExists = ''] = /^(?:(ForAnyValue|ForAllValues):)?(\w+?)(IfExists)?$/.exec(name) ?? [];
  if (base === 'Null') return truth(wanted.includes(String(found === null)));
  const operator = operators.get(base);
  if (!operator) return 'unknown';
  if (found === null) return absent(set, ifExists !== '', operator);
  const values = listOf(found);
  const fitting = values.map((value) => {
    const isWanted = truth(wanted.some((pattern) => operator.compare(pattern, value)));
    return operator.negated ? not(isWanted) : isWanted;
  });
  return set === 'ForAnyValue' ? any(fitting) : all(fitting);
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html */
function absent(set: string, ifExists: boolean, { negated }: Operator): Truth {
  if (ifExists || set === 'ForAllValues') return 'yes';
  return truth(set === '' && negated === true);
}
