import { createHmac, randomBytes } from 'node:crypto';
import { isSignedByAny } from '../lib/platforms/kit/webhook-body.ts';
import { answer } from './child.ts';
import { median } from './measurement.ts';
import { cropped, welch } from './welch.ts';

export type ComparedTimes = {
  readonly name: string;
  readonly t: number;
  /** Cohen's d. */
  readonly effect: number;
  readonly differenceNanoseconds: number;
  readonly medianNanoseconds: number;
  readonly samples: number;
  /** A comparison that leaks on purpose: what is looked for is found when it is there. */
  readonly planted: boolean;
};

const samplesEach = 20_000;
const callsPerSample = 4; // the clock ticks in tens of nanoseconds
const kept = 0.8;

const body = randomBytes(400);
const newSecret = () => randomBytes(32).toString('hex');
const signed = (secret: string) => createHmac('sha256', secret).update(body).digest('hex');
const wrongAt = (hex: string, position: number) =>
  hex.slice(0, position) + (hex[position] === '0' ? '1' : '0') + hex.slice(position + 1);

type Check = (signature: string) => boolean;

/** What a comparison must not do, with the same HMAC in front of it. */
const characterByCharacter =
  (secret: string): Check =>
  (given) => {
    const wanted = signed(secret);
    let equal = true;
    for (let at = 0; at < wanted.length; at += 1) {
      if (given.charCodeAt(at) === wanted.charCodeAt(at)) continue;
      equal = false;
      break;
    }
    return equal;
  };

function timeOf(check: Check, signature: string): number {
  const start = process.hrtime.bigint();
  let found = 0;
  for (let call = 0; call < callsPerSample; call += 1) found += Number(check(signature));
  const took = Number(process.hrtime.bigint() - start) / callsPerSample;
  if (found !== 0) throw new Error('A wrong signature of the benchmark was taken for right.');
  return took;
}

/** Both in turn, in an order thrown anew each time, so that whatever else the machine does meets both alike. */
function compare(name: string, check: Check, one: string, other: string, planted = false): ComparedTimes {
  const signatures = [Buffer.from(one).toString(), Buffer.from(other).toString()] as const;
  for (let warmUp = 0; warmUp < 2_000; warmUp += 1) for (const signature of signatures) timeOf(check, signature);
  const taken: [number[], number[]] = [[], []];
  const order = randomBytes(samplesEach);
  for (const coin of order) {
    const first = (coin & 1) as 0 | 1;
    for (const side of [first, (1 - first) as 0 | 1]) taken[side].push(timeOf(check, signatures[side]));
  }
  const [left = [], right = []] = cropped(taken, kept);
  const { t, effect, difference } = welch(left, right);
  const samples = Math.min(left.length, right.length);
  return { name, t, effect, differenceNanoseconds: difference, medianNanoseconds: median(right), samples, planted };
}

const secrets = [newSecret(), newSecret(), newSecret()] as const;
const withSecrets =
  (...active: readonly string[]): Check =>
  (signature) =>
    isSignedByAny(active, signature, 'sha256', body);

const [secret] = secrets;
const right = signed(secret);
const [first, middle, last] = [wrongAt(right, 0), wrongAt(right, 32), wrongAt(right, 63)];
const oneSecret = withSecrets(secret);
const threeSecrets = withSecrets(...secrets);
const rightOfLast = signed(secrets[2]);

answer([
  compare('same-signature', oneSecret, first, first),
  compare('first-or-last-digit', oneSecret, first, last),
  compare('first-or-middle-digit', oneSecret, first, middle),
  compare('middle-or-last-digit', oneSecret, middle, last),
  // Of a wrong length the time tells the length that the sender chose himself, and no digit.
  compare('too-short-right-or-wrong', oneSecret, right.slice(0, 63), first.slice(0, 63)),
  compare('3-secrets-first-or-last', threeSecrets, first, last),
  compare('3-secrets-near-1st-3rd', threeSecrets, last, wrongAt(rightOfLast, 63)),
  compare('planted-leak', characterByCharacter(secret), first, last, true),
] satisfies readonly ComparedTimes[]);
