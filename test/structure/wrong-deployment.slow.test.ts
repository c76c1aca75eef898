import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Checkout, copiedCheckout } from '../support/checkout.ts';

let checkout: Checkout;
beforeAll(() => {
  checkout = copiedCheckout();
});
afterAll(() => checkout.remove());

/** All that a call prints that must fail. */
async function failureOf(line: string): Promise<string> {
  const [result] = await Promise.allSettled([checkout.shell(line)]);
  if (result.status === 'fulfilled') throw new Error(`${line} ended well: ${result.value}`);
  return (result.reason as Error).message;
}

const times = (text: string, part: string): number => text.split(part).length - 1;

describe('serverless package with wrong parameters', () => {
  it('names the parameter, what it is and what it must be, once', async () => {
    const printed = await failureOf('serverless package --param=silenceHours=500');
    expect(printed).toContain('silenceHours must be at most 168, but is "500".');
    expect(times(printed, 'silenceHours must')).toBe(1);
    expect(printed).not.toMatch(/^ +at /m);
  });

  it('names all of them in one go', async () => {
    const printed = await failureOf('serverless package --param=silenceHours=500 --param=ingress=alb');
    expect(printed).toContain('ingress must be "functionUrl" or "httpApi" or "restApi", but is "alb"');
    expect(times(printed, 'silenceHours must')).toBe(1);
  });

  it('says once which two do not go together', async () => {
    const printed = await failureOf('serverless package --param=vpcSubnets=subnet-01234567');
    expect(times(printed, 'vpcSecurityGroups is missing; the two go together.')).toBe(1);
  });
});

describe.each([
  ['an unknown format', 'coco:', 'cocoo:', '"cocoo" is not a format. Did you mean "coco"?'],
  ['a mistake of syntax', 'export default configuration;', 'export default configuration,;', "Expected ';', got ','."],
])('a labelwire.config.ts with %s', (_what, right, wrong, sentence) => {
  const file = () => join(checkout.folder, 'labelwire.config.ts');
  let before: string;
  beforeAll(() => {
    before = readFileSync(file(), 'utf8');
    writeFileSync(file(), before.replace(right, wrong));
  });
  afterAll(() => writeFileSync(file(), before));

  it.each(['serverless package', 'node build.ts'])(
    'makes %s fail with one sentence, its place and no stack',
    async (line) => {
      const printed = await failureOf(line);
      expect(printed).toMatch(/labelwire\.config\.ts:\d+:\d+: /);
      expect(times(printed, sentence)).toBe(1);
      expect(printed).not.toMatch(/^ +at /m);
    },
  );
});
