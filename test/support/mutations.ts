type Json = Record<string, unknown>;
type Path = readonly (string | number)[];

/** Numbers from 0 to 1, the same for the same seed: https://github.com/bryc/code/blob/master/jshash/PRNGs.md#mulberry32 */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const pick = <Item>(random: () => number, items: readonly Item[]): Item =>
  items[Math.floor(random() * items.length)] as Item;

/** The way to every value of a document; of long lists only the first hundred, which the others are like. */
export function pathsOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  const entries: [string | number, unknown][] = Array.isArray(value)
    ? value.slice(0, 100).map((item, index) => [index, item])
    : Object.entries(value);
  return [path, ...entries.flatMap(([key, inner]) => pathsOf(inner, [...path, key]))];
}

const nested = (levels: number, wrap: (inner: unknown) => unknown): unknown => {
  let value: unknown = 1;
  for (let level = 0; level < levels; level += 1) value = wrap(value);
  return value;
};

/** Made once: a document that holds one of them shares it. */
const odd: readonly unknown[] = [
  ...[null, true, false, {}, [], [[]], [null], ''],
  ...[0, -0, -1, -7, 0.5, 1e-320, 1e7 + 1, 2 ** 31, 2 ** 53, 1e308, -1e308, Number.NaN, Infinity, -Infinity],
  ...['1', '-1', 'NaN', 'x', '\ud800', '\u0000', 'toString', '__proto__', 'x'.repeat(100_000)],
  ...['1970-01-01T00:00:00Z', '9999-12-31T23:59:59.999999Z', '2026-05-04'],
  ...['$image', '$a.__proto__.b', '<View><Image name="image" value="$image"/></View>', '<View>', '<!DOCTYPE a>'],
  nested(10_000, (inner) => [inner]),
  nested(10_000, (inner) => ({ value: inner, choices: [inner], classifications: [inner], name: 'x' })),
  nested(10_000, (inner) => ({ options: [inner], attributes: [inner], children: [inner] })),
  Array.from({ length: 100_000 }, (_, index) => index % 256),
  Array.from({ length: 20_000 }, () => [1, 2]),
  { ['__proto__']: { polluted: true }, constructor: null, length: -1 },
  JSON.parse('{"__proto__": {"x": 1}}'),
];

type Mutation = (value: unknown, random: () => number, other: unknown) => unknown;
const gone = Symbol('gone');

const mutations: readonly Mutation[] = [
  () => gone,
  (_value, random) => pick(random, odd),
  (_value, random) => pick(random, odd),
  (_value, _random, other) => other,
  (value) => (typeof value === 'number' ? -value : [value]),
  (value, random) => (typeof value === 'number' ? value * 10 ** Math.floor(random() * 12 - 4) : { value }),
  (value, random) => (typeof value === 'string' ? value.slice(0, Math.floor(random() * value.length)) : value),
  (value) => (typeof value === 'string' ? `${value}\udc00#/` : shown(value)),
  (value, random) => (Array.isArray(value) ? value.slice(0, Math.floor(random() * value.length)) : gone),
  (value) => (Array.isArray(value) ? [...value, ...value.slice(0, 50)] : value), // ids twice, rings closed, runs too long
  (value) => (Array.isArray(value) ? [...value].reverse() : { ...(value as Json), unknown: [1] }),
  (value) => (isObject(value) ? renamed(value) : value),
  (value) =>
    Array.isArray(value) && value.length > 0 ? Array.from({ length: 500 }, (_, at) => value[at % value.length]) : null,
];

/** As `String`, but of what nests ten thousand deep, for which it has no room. */
const shown = (value: unknown): string => (typeof value === 'object' && value !== null ? '[object]' : String(value));

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** An id that nothing else knows. */
const renamed = (value: Json): Json =>
  Object.fromEntries(Object.entries(value).map(([key, inner], index) => [index === 0 ? `${key}-x` : key, inner]));

/** A document with one to three things wrong, most of it shared with the one it was made of. */
export function mutated(document: unknown, paths: readonly Path[], random: () => number): unknown {
  let made = document;
  for (let left = 1 + Math.floor(random() * 3); left > 0; left -= 1) {
    const mutate = pick(random, mutations);
    const other = at(document, pick(random, paths));
    made = changedAt(made, pick(random, paths), (value) => mutate(value, random, other));
  }
  return made === gone ? undefined : made;
}

/** A document with one key more, in one of its objects; undefined where the path leads to none, or to a map whose keys are data. */
export function withKey(document: unknown, path: Path, key: string, value: unknown): unknown {
  const owner = at(document, path);
  if (!isObject(owner) || Object.hasOwn(owner, key)) return undefined;
  const keys = Object.keys(owner);
  if (keys.length > 0 && keys.every((each) => /\d/.test(each))) return undefined; // its keys are hashes, ids or frames
  return changedAt(document, path, () => ({ ...owner, [key]: value }));
}

const at = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>((inner, key) => (inner as Json | undefined)?.[key], value);

function changedAt(value: unknown, [key, ...rest]: Path, change: (value: unknown) => unknown): unknown {
  if (key === undefined) return change(value);
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return value; // an earlier one took it away
  const changed = changedAt((value as Json)[key], rest, change);
  if (Array.isArray(value)) {
    const copy = [...value];
    if (changed === gone) copy.splice(Number(key), 1);
    else copy[Number(key)] = changed;
    return copy;
  }
  const { [key]: _, ...others } = value as Json;
  return changed === gone ? others : { ...(value as Json), [key]: changed };
}
