import * as z from 'zod/mini';

/**
 * The answer of `schema.safeParse(value).success`, several times faster: zod copies all it reads and keeps a list of
 * issues for everything, where here is asked only whether there is any. Made from the schema itself, so that the two
 * cannot drift apart; what is not known here is asked of zod.
 */
export function predicateOf(schema: z.core.$ZodType): Predicate {
  const known = predicates.get(schema);
  if (known) return known;
  const made = compile(schema as Schema);
  predicates.set(schema, made);
  return made;
}

type Predicate = (value: unknown) => boolean;
type Schema = z.core.$ZodTypes;
type Check = z.core.$ZodCheck;

const predicates = new WeakMap<z.core.$ZodType, Predicate>();

function compile(schema: Schema): Predicate {
  const isOfType = typePredicate(schema);
  const checks: readonly Check[] = [
    // A number or text of a format is its own first check.
    ...(schema._zod.traits.has('$ZodCheck') ? [schema as unknown as Check] : []),
    ...(schema._zod.def.checks ?? []),
  ];
  const [first, second, ...others] = checks.map(checkPredicate);
  if (!first) return isOfType;
  if (!second) return (value) => isOfType(value) && first(value);
  return (value) => isOfType(value) && first(value) && second(value) && others.every((isFine) => isFine(value));
}

/** Most checks are a comparison; any other is called as zod calls it. Each comes after the check of the type. */
function checkPredicate(check: Check): Predicate {
  const { def } = check._zod as z.core.$ZodChecks['_zod'];
  switch (def.check) {
    case 'greater_than':
      return def.inclusive
        ? (value) => (value as typeof def.value) >= def.value
        : (value) => (value as typeof def.value) > def.value;
    case 'less_than':
      return def.inclusive
        ? (value) => (value as typeof def.value) <= def.value
        : (value) => (value as typeof def.value) < def.value;
    case 'min_length':
      return (value) => (value as { length: number }).length >= def.minimum;
    case 'number_format':
      if (def.format === 'safeint') return Number.isSafeInteger;
  }
  return (value) => {
    const payload: z.core.ParsePayload<never> = { value: value as never, issues: [] };
    if (check._zod.check(payload) instanceof Promise) throw new TypeError('A check of the schema is asynchronous.');
    return payload.issues.length === 0;
  };
}

function typePredicate(schema: Schema): Predicate {
  const { def } = schema._zod;
  switch (def.type) {
    case 'string':
      return (value) => typeof value === 'string';
    case 'number':
      return Number.isFinite;
    case 'boolean':
      return (value) => typeof value === 'boolean';
    case 'unknown':
      return () => true;
    case 'literal':
      return isOneOf(def.values);
    case 'enum':
      return isOneOf(Object.values(def.entries));
    case 'optional': {
      const inner = predicateOf(def.innerType);
      return (value) => value === undefined || inner(value);
    }
    case 'nullable': {
      const inner = predicateOf(def.innerType);
      return (value) => value === null || inner(value);
    }
    case 'array': {
      const element = predicateOf(def.element);
      return (value) => Array.isArray(value) && everyItem(value, element);
    }
    case 'tuple': {
      const items = def.items.map(predicateOf);
      return (value) =>
        Array.isArray(value) && value.length === items.length && items.every((item, at) => item(value[at]));
    }
    case 'record':
      return recordPredicate(schema, def);
    case 'union':
      return unionPredicate(def);
    case 'object':
      return objectPredicate(def);
    default:
      return (value) => z.safeParse(schema, value).success;
  }
}

const isOneOf = (values: readonly unknown[]): Predicate => {
  const [only, ...others] = values;
  if (others.length === 0) return (value) => value === only;
  const known = new Set(values);
  return (value) => known.has(value);
};

/** A hole in an array is an item too: `every` would pass it over. */
function everyItem(values: readonly unknown[], isFine: Predicate): boolean {
  for (const value of values) if (!isFine(value)) return false;
  return true;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What `JSON.parse` makes. Zod says what else is a record; it asks for the constructor, which may be a field. */
const isOfJson = (value: object): boolean =>
  Object.getPrototypeOf(value) === Object.prototype && !Object.hasOwn(value, 'constructor');

function unionPredicate(def: z.core.$ZodUnionDef): Predicate {
  const options = def.options.map(predicateOf);
  const { discriminator } = def as Partial<z.core.$ZodDiscriminatedUnionDef>;
  if (discriminator === undefined) return (value) => options.some((option) => option(value));
  const byValue = new Map(
    def.options.flatMap((option, index) =>
      [...(option._zod.propValues?.[discriminator] ?? [])].map((value) => [value as unknown, options[index]]),
    ),
  );
  return (value) => isObject(value) && (byValue.get(value[discriminator])?.(value) ?? false);
}

function recordPredicate(schema: Schema, { keyType, valueType }: z.core.$ZodRecordDef): Predicate {
  const key = keyType._zod.def;
  if (key.type !== 'string' || key.checks?.length) return (value) => z.safeParse(schema, value).success;
  const isFine = predicateOf(valueType);
  return (value) => {
    if (!isObject(value)) return false;
    if (!isOfJson(value)) return z.safeParse(schema, value).success;
    for (const name in value) if (name !== '__proto__' && !isFine(value[name])) return false; // zod leaves that out
    return true;
  };
}

type Field = { readonly name: string; readonly mayBeLeftOut: boolean; readonly isFine: Predicate };

/** Its fields are compiled when it is first asked: a schema may hold itself, in a field. */
function objectPredicate(def: z.core.$ZodObjectDef): Predicate {
  let fields: readonly Field[] | undefined;
  const isStrict = def.catchall?._zod.def.type === 'never';
  return (value) => {
    if (!isObject(value)) return false;
    fields ??= Object.keys(def.shape).map((name) => fieldOf(name, def.shape[name] as Schema));
    let further = 0;
    for (const { name, mayBeLeftOut, isFine } of fields) {
      const field = value[name];
      if (field === undefined ? !mayBeLeftOut : !isFine(field)) return false;
      if (field !== undefined) further -= 1;
    }
    if (!isStrict) return true;
    for (const _key in value) further += 1;
    // A field that is there and undefined is counted, too, which is rare.
    return further === 0 || Object.keys(value).every((key) => Object.hasOwn(def.shape, key));
  };
}

function fieldOf(name: string, schema: Schema): Field {
  const { def } = schema._zod;
  const isOptional = def.type === 'optional' && !def.checks?.length;
  const isFine = predicateOf(isOptional ? def.innerType : schema);
  return { name, mayBeLeftOut: isOptional || isFine(undefined), isFine };
}
