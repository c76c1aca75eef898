import fc from 'fast-check';
import { platforms } from '../../lib/platforms/platforms.ts';
import type { Json } from '../../lib/platforms/testing.ts';
import { testingOf } from '../../local/platform-testing.ts';
import type { WebhookCall } from './webhook-requests.ts';

/** Stands in everything a caller sends that is not a name of ours; an answer that holds it echoes. */
export const echo = 'echo-0f6e1c';

const ids = Object.keys(platforms);
/** The samples have one connection of each platform, named like it. */
export const anyConnection: fc.Arbitrary<string> = fc.constantFrom(...ids);

const marked = (text: fc.Arbitrary<string>): fc.Arbitrary<string> => text.map((value) => `${echo}${value}`);
const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.constantFrom('\u0000', '\r\nx-injected: 1', '\ud800', '{{jndi:ldap://example.com/a}}', '%n%n%s', '\u001b[2J'),
);

const anyMethod = fc.oneof(
  { weight: 6, arbitrary: fc.constant('POST') },
  fc.constantFrom(
    'GET',
    'HEAD',
    'PUT',
    'PATCH',
    'DELETE',
    'OPTIONS',
    'TRACE',
    'CONNECT',
    'post',
    'POST ',
    '',
    '__proto__',
  ),
  marked(anyText),
);

const trickyPaths = [
  '/webhooks/encord/',
  '/webhooks/labelbox/',
  '//webhooks/encord',
  '/webhooks//encord',
  '/webhooks/encord//',
  '/webhooks/./encord',
  '/webhooks/../webhooks/encord',
  '/webhooks/%65ncord',
  '/webhooks%2Fencord',
  '/webhooks/encord%00',
  '/webhooks/encord%0a',
  '/webhooks/encord\n',
  '/webhooks/encord?x=1',
  '/webhooks/encord#x',
  '/webhooks/ENCORD',
  '/WEBHOOKS/encord',
  '/webhooks/encоrd', // Cyrillic о
  '/webhooks/encord\u200b',
  '/webhooks/__proto__',
  '/webhooks/constructor',
  '/webhooks/toString',
  '/webhooks/hasOwnProperty',
  '/webhooks/..%2f..%2fetc%2fpasswd',
  '/prod/webhooks/encord',
  '/webhooks',
  '/',
  '',
  '*',
  'webhooks/encord',
  `/webhooks/${'a'.repeat(8_000)}`,
  `/webhooks/${'-'.repeat(8_000)}/!`,
  `/webhooks/encord${'/'.repeat(8_000)}`,
];
const anyPath = fc.oneof(
  { weight: 4, arbitrary: anyConnection.map((connection) => `/webhooks/${connection}`) },
  { weight: 3, arbitrary: fc.constantFrom(...trickyPaths) },
  marked(fc.webPath()).map((path) => `/${path}`),
  marked(anyText).map((text) => `/webhooks/${text}`),
);

const knownHeaders = [
  ...['content-type', 'content-encoding', 'content-length'],
  ...ids.flatMap((id) => testingOf(id).webhook.headers),
];
const anyHeaderName = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...knownHeaders) },
  fc.mixedCase(fc.constantFrom(...knownHeaders)),
  fc.constantFrom('__proto__', 'constructor', 'x-forwarded-for', `x-encord-signature-${echo}`, 'X-ENCORD-SIGNATURE-v2'),
  marked(anyText),
);
const hexDigits = fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 64, maxLength: 64 });
const nowInSeconds = fc.integer({ min: -600, max: 600 }).map((age) => String(Math.floor(Date.now() / 1000) - age));
const anyHeaderValue = fc.oneof(
  hexDigits,
  hexDigits.map((hex) => `sha256=${hex}`),
  hexDigits.map((hex) => `sha256=${hex}, sha256=${hex}`), // sent twice
  nowInSeconds,
  fc.constantFrom('', '0', '-1', '1e9', 'NaN', '9'.repeat(400), '٣٤٥', 'Infinity', '0x10'),
  fc.constantFrom('application/json', 'text/plain', 'application/xml', 'multipart/form-data', 'gzip', 'LABEL_UPDATED'),
  fc.constantFrom('.', '+', 'a.', 'application/').map((part) => `${echo}${part.repeat(5_000)}`),
  marked(anyText),
);

/** What anybody may send who has no secret: any method, path, headers and bytes. */
export const anyUnsignedCall: fc.Arbitrary<WebhookCall> = fc.record({
  method: anyMethod,
  path: anyPath,
  query: marked(fc.webQueryParameters()),
  headers: fc.dictionary(anyHeaderName, anyHeaderValue, { maxKeys: 8, noNullPrototype: true }),
  body: fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc.json({ maxDepth: 3 }).map((json) => Buffer.from(json)),
    marked(anyText).map((text) => Buffer.from(text)),
  ),
});

/** Deliveries that are right, with the connection that they come to. */
const near: readonly { readonly connection: string; readonly delivery: Json }[] = ids.flatMap((connection) => {
  const { delivery, otherDeliveries } = testingOf(connection).webhook;
  return [delivery, ...otherDeliveries].map((each) => ({ connection, delivery: each }));
});

const awkward: readonly unknown[] = [
  null,
  '',
  0,
  -0,
  1e308,
  2 ** 53 + 2,
  '\ud800',
  '\uffff',
  '9999-12-31T23:59:59-23:59',
  '0000-01-01T00:00:00+23:59',
  { toString: 1, valueOf: 1 },
  { toJSON: 1 },
  [[['a']]],
  Array.from({ length: 30 }, (_, index) => `label-${index}`),
  'x'.repeat(2_000),
];
const anyValue: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(...awkward),
  fc.jsonValue({ maxDepth: 3 }),
  marked(anyText),
);

type Changeable = { [key: string]: unknown };

function* placesIn(value: unknown, path: readonly string[] = []): Generator<readonly string[]> {
  if (typeof value !== 'object' || value === null) return;
  for (const [name, inner] of Object.entries(value)) {
    yield [...path, name];
    yield* placesIn(inner, [...path, name]);
  }
}

/** Each right delivery once with each awkward value in the place of each of its fields. */
export const everyAwkwardDelivery = (): { connection: string; body: Buffer }[] =>
  near.flatMap(({ connection, delivery }) =>
    [...placesIn(delivery)].flatMap((path) =>
      awkward.map((value) => {
        const changed = structuredClone<Changeable>(delivery);
        const holder = path.slice(0, -1).reduce((place, step) => place[step] as Changeable, changed);
        holder[path.at(-1) ?? ''] = value;
        return { connection, body: Buffer.from(JSON.stringify(changed)) };
      }),
    ),
  );

/** A delivery in which one field, of any depth, is another value, is gone, or has a neighbour with a name of the language's own. */
const anyNearDelivery: fc.Arbitrary<string> = fc
  .record({
    delivery: fc.constantFrom<Changeable>(...near.map(({ delivery }) => delivery)),
    depth: fc.nat({ max: 4 }),
    choice: fc.nat({ max: 1000 }),
    name: fc.option(fc.constantFrom('__proto__', 'constructor', 'toString', 'then', '', 'x'.repeat(2_000)), {
      freq: 3,
    }),
    value: fc.option(anyValue, { nil: undefined, freq: 10 }),
  })
  .map(({ delivery, depth, choice, name, value }) => {
    const changed = structuredClone(delivery);
    let place: Changeable = changed;
    for (let level = 0; level < depth; level += 1) {
      const inner = Object.values(place).filter((field) => typeof field === 'object' && field !== null);
      if (inner.length === 0) break;
      place = inner[choice % inner.length] as Changeable;
    }
    const fields = Object.keys(place);
    const field = name ?? fields[choice % fields.length] ?? 'field';
    if (value === undefined && name === null) delete place[field];
    else Object.defineProperty(place, field, { value, enumerable: true, configurable: true, writable: true });
    return JSON.stringify(changed);
  });

const [{ delivery: typical } = { delivery: {} }] = near;

const anyNumbers = fc.constantFrom('9007199254740993', '1e400', '-1e400', '0.1e-400', '1'.repeat(500));

/** What a platform, or whoever has its secret, could sign: deliveries that are nearly right, any JSON, any bytes. */
export const anySignedBody: fc.Arbitrary<Uint8Array> = fc.oneof(
  { weight: 8, arbitrary: anyNearDelivery.map((text) => Buffer.from(text)) },
  fc.json({ maxDepth: 4 }).map((text) => Buffer.from(text)),
  anyNumbers.map((number) => Buffer.from(JSON.stringify(typical).replace('"version":1', `"version":${number}`))),
  fc.nat({ max: 5_000 }).map((depth) => Buffer.from(`${'['.repeat(depth)}${']'.repeat(depth)}`)),
  fc.nat({ max: 5_000 }).map((depth) => Buffer.from(`${'{"payload":'.repeat(depth)}1${'}'.repeat(depth)}`)),
  fc.uint8Array({ maxLength: 300 }),
  fc.constant(Buffer.from(`\ufeff${JSON.stringify(typical)}`)),
);

/** A delivery that is right in all. */
export const aRightBody = (connection: string): Buffer =>
  Buffer.from(JSON.stringify(testingOf(connection).webhook.delivery));
