import { type Json, type Run, StatesError } from './state-run.ts';

type MapItem = { readonly value: Json; readonly index: number };

/**
 * A payload template of plain paths: `$` and `$.a.b` of the input, `$$.Execution.*` and `$$.Map.Item.*` of the context object.
 * https://docs.aws.amazon.com/step-functions/latest/dg/input-output-inputpath-params.html
 */
export function filledTemplate(template: Json, input: Json, run: Run, item?: MapItem): Json {
  const context: Json = {
    Execution: { Id: run.id, Name: run.name },
    ...(item ? { Map: { Item: { Value: item.value, Index: item.index } } } : {}),
  };
  const fill = (value: Json): Json => {
    if (Array.isArray(value)) return value.map(fill);
    if (value === null || typeof value !== 'object') return value;
    const fields = Object.entries(value).map(([key, inner]): [string, Json] =>
      key.endsWith('.$') ? [key.slice(0, -2), valueAt(String(inner))] : [key, fill(inner)],
    );
    return Object.fromEntries(fields);
  };
  const valueAt = (path: string): Json => {
    const [root = '', ...fields] = path.split('.');
    let value: Json | undefined = root === '$$' ? context : input;
    for (const field of fields) value = (value as Record<string, Json> | null | undefined)?.[field];
    if (value !== undefined && /^\$\$?$/.test(root)) return value;
    throw new StatesError('States.ParameterPathFailure', `The path ${path} leads nowhere in the input.`);
  };
  return fill(template);
}
