import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { keys } from '../../../../lib/contracts/keys.ts';
import { platforms as platformsById } from '../../../../lib/platforms/platforms.ts';
import type { ServedLabel } from '../../../../lib/platforms/testing.ts';
import { root } from '../../../support/examples.ts';
import type { Account } from '../account.ts';
import { expectExported } from '../checks/expect-exported.ts';
import { breakLabel } from '../checks/failures.ts';
import type { Check } from '../checks.ts';
import type { Deployment } from '../deployment.ts';
import type { ProofOptions, Variant } from '../options.ts';
import type { ServedPlatform } from '../platforms.ts';
import { print, type Report } from '../report.ts';
import type { Scenario } from '../scenario.ts';
import type { Service } from '../service.ts';
import { ending, eventually } from '../waiting.ts';
import { awsReport, type Latency, percentile } from './aws-report.ts';
import { type Count, counts } from './counted.ts';
import { DeployedPlatforms } from './deployed-platforms.ts';
import { Logs } from './logs.ts';
import { OwnBucket } from './own-bucket.ts';

/** `landed` are of each platform. */
export const labelsOf = { landed: 5, outage: 3 } as const;

/** With the removal after it, 20 minutes in all. On an emulator a burst takes as long as the machine needs. */
const minutesAtMost = { onAws: 17, onEmulator: 40 };
const reportFile = 'aws-report.md';
const senders = 8;
const mostResent = 5;
const beforeResendingMilliseconds = 2_000;

/** What a stranger wants to see in an account of his own. */
export class Proof implements Scenario {
  readonly minutes: number;
  readonly #options: ProofOptions;
  readonly #account: Account;
  readonly #platforms: DeployedPlatforms;
  readonly #since = new Date();
  #ownBucket: OwnBucket | undefined;
  #labels: readonly { platform: ServedPlatform; label: ServedLabel }[] = [];
  #latencies: readonly Latency[] = [];
  #counts: readonly Count[] = [];

  constructor(options: ProofOptions, account: Account, stage: string) {
    this.minutes = account.isEmulator ? minutesAtMost.onEmulator : minutesAtMost.onAws;
    this.#options = options;
    this.#account = account;
    this.#platforms = new DeployedPlatforms(account, stage, connectionsOf(options.variant));
  }

  startPlatforms = async (): Promise<DeployedPlatforms> => this.#platforms;

  before(service: Service): readonly Check[] {
    const { variant } = this.#options;
    const connections = connectionsOf(variant);
    if (connections) service.narrowTo(connections);
    if (variant === 'http-api') service.parameters.push('--param=ingress=httpApi');
    if (variant !== 'own-bucket') return [];
    const ownBucket = new OwnBucket(service.stack);
    this.#ownBucket = ownBucket;
    const run = async () => {
      service.parameters.push(...(await ownBucket.make()));
      return 'the stack makes none';
    };
    return [{ name: 'a bucket with a prefix and a KMS key of its own', seconds: 60, run }];
  }

  checks(on: Deployment): readonly Check[] {
    const { burst, outageSeconds } = this.#options;
    return [
      { name: 'labels of each platform land', seconds: 180, run: () => this.#land(on) },
      { name: `a burst of ${burst} labels`, seconds: this.#account.isEmulator ? 1500 : 60, run: () => this.#burst(on) },
      ...this.#outage(on),
      { name: 'how long labels took', seconds: 120, run: () => this.#measure(on) },
      { name: 'what was called, against docs/cost.md', seconds: 180, run: () => this.#count(on) },
    ].map((check) => (check.name.includes('down') ? { ...check, seconds: check.seconds + outageSeconds } : check));
  }

  /** One after the other, as people finish them. */
  async #land(on: Deployment): Promise<string> {
    const sent = this.#make('landed', on.platforms, labelsOf.landed * on.platforms.length);
    await this.#platforms.publish();
    for (const { platform, label } of sent) {
      await this.#announce(on, platform, label);
      await this.#exported(on, [{ platform, label }], 120);
    }
    return `${sent.length} labels, one after the other`;
  }

  async #burst(on: Deployment): Promise<string> {
    const sent = this.#make('burst', on.platforms, this.#options.burst);
    await this.#platforms.publish();
    const left = [...sent];
    let sentAgain = 0;
    const start = performance.now();
    await Promise.all(
      Array.from({ length: senders }, async () => {
        for (let next = left.shift(); next; next = left.shift()) {
          await on.roomForOneMore();
          sentAgain += await this.#announce(on, next.platform, next.label);
        }
      }),
    );
    const announced = performance.now();
    await this.#exported(on, sent, 600);
    const seconds = (from: number) => ((performance.now() - from) / 1000).toFixed(0);
    for (const platform of on.platforms) await on.expectNoDeadLetters(platform.projectId('burst'));
    return `all exported ${seconds(start)} s after the first was announced, ${seconds(announced)} s after the last; ${sentAgain} sent again after a 5xx; no dead letter`;
  }

  /** As a platform does, which sends again what is answered with 5xx. Gives back how often that was. */
  async #announce(on: Deployment, platform: ServedPlatform, label: ServedLabel): Promise<number> {
    const id = randomUUID();
    for (let resent = 0; ; resent += 1) {
      const status = await on.announce(platform, label, id);
      if (status === 202) return resent;
      assert(status >= 500 && resent < mostResent, `The webhook answered ${status}.`);
      await sleep(beforeResendingMilliseconds, undefined, { signal: ending() });
    }
  }

  /** One platform does not answer for a while. What it announces waits; the others go on. */
  #outage(on: Deployment): readonly Check[] {
    const { outageSeconds } = this.#options;
    const [platform, other] = on.platforms;
    assert(platform && other);
    let sent: readonly { platform: ServedPlatform; label: ServedLabel }[] = [];
    let since = 0;
    return [
      {
        name: `${platform.id} is down`,
        seconds: 120,
        run: async () => {
          sent = this.#make('outage', [platform], labelsOf.outage);
          await this.#platforms.setDown(platform, true);
          since = performance.now();
          for (const { label } of sent) await this.#announce(on, platform, label);
          await eventually('it was asked while it was down', 60 * on.account.patience, () =>
            this.#platforms.wasRefused(platform),
          );
          return `${sent.length} labels announced, 503 from the platform`;
        },
      },
      {
        name: `a label of ${other.id} that cannot be read: dead letter, repaired, replayed, exported`,
        seconds: 240,
        run: () => this.#replayOne(on, other),
      },
      {
        name: `${platform.id} is back: what waited is exported`,
        seconds: 600,
        run: async () => {
          const rest = outageSeconds * 1000 - (performance.now() - since);
          if (rest > 0) await sleep(rest, undefined, { signal: ending() });
          const seconds = Math.round((performance.now() - since) / 1000);
          await this.#platforms.setDown(platform, false);
          const back = performance.now();
          await this.#exported(on, sent, 600 + seconds);
          await on.expectNoDeadLetters(platform.projectId('outage'));
          const after = Math.round((performance.now() - back) / 1000);
          return `${sent.length} labels after ${seconds} s of outage, ${after} s after its end, by themselves; no dead letter`;
        },
      },
    ];
  }

  async #replayOne(on: Deployment, platform: ServedPlatform): Promise<string> {
    const [sent] = this.#make('broken', [platform], 1);
    assert(sent);
    const { label } = sent;
    const whole = label.document;
    breakLabel(label);
    await this.#platforms.publish();
    await this.#announce(on, platform, label);
    await eventually('it is a dead letter', 90, async () => (await on.deadLetters(label.project)).length === 1);
    const [letter] = await on.deadLetters(label.project);
    assert.equal(letter?.error, 'InvalidLabel');
    label.document = whole;
    await this.#platforms.publish();
    const { code, stderr } = await on.labelwire('dlq', 'replay', '--id', letter.id);
    assert.equal(code, 0, stderr);
    await this.#exported(on, [sent], 120);
    await on.expectNoDeadLetters(label.project);
    return `${letter.error} with its reason, replayed by the command line, exported`;
  }

  /** So many labels of the platforms in turn, which serve them from their next publication on. */
  #make(name: string, platforms: readonly ServedPlatform[], count: number) {
    const made = Array.from({ length: count }, (_, number) => {
      const platform = platforms[number % platforms.length];
      assert(platform);
      const label = platform.aLabel({
        project: platform.projectId(name),
        label: `${name}-${number}`,
        dataUnit: `${name}-unit-${number}`,
        title: `${name}/${number}.jpg`,
      });
      platform.labels.push(label);
      return { platform, label };
    });
    this.#labels = [...this.#labels, ...made];
    return made;
  }

  /** Waits until each has its record, then looks whether its files are as the record says. */
  async #exported(on: Deployment, sent: readonly { platform: ServedPlatform; label: ServedLabel }[], seconds: number) {
    const wanted = sent.map(({ platform, label }) => keys.record({ connection: platform.id, ...label }));
    await eventually(`${sent.length} labels are exported`, seconds, async () => {
      const found = new Set(await on.keys('records/'));
      return wanted.every((key) => found.has(key));
    });
    for (const { platform, label } of sent.slice(0, mostLookedAt)) {
      // A label that failed before has a record already.
      await eventually(`${label.label} is exported`, seconds, async () => {
        return (await on.exported(platform, label))?.record.status === 'exported';
      });
      await expectExported(on, platform, label);
    }
  }

  async #measure(on: Deployment): Promise<string> {
    const logs = new Logs(on.service.stack);
    const latenciesOf = async (name: string) => {
      const projects = new Set(on.platforms.map((platform) => platform.projectId(name)));
      const lines = await logs.events('writeExport', 'label-written');
      return lines.flatMap(({ project, milliseconds }) =>
        projects.has(String(project)) && milliseconds !== undefined ? [Number(milliseconds)] : [],
      );
    };
    const groups = [
      ['one after the other', 'landed'],
      [`a burst of ${this.#options.burst}`, 'burst'],
      [`an outage of ${this.#options.outageSeconds} s`, 'outage'],
    ] as const;
    await eventually('each label is in the log', 90, async () => {
      const known = await Promise.all(groups.map(([, name]) => latenciesOf(name)));
      return known.flat().length >= this.#labels.length - 1; // the replayed one does not count
    });
    this.#latencies = await Promise.all(
      groups.map(async ([what, name]) => {
        const values = await latenciesOf(name);
        return { what, labels: values.length, p50: percentile(values, 0.5), p95: percentile(values, 0.95) };
      }),
    );
    logs.close();
    const text = ({ what, p50, p95 }: Latency) =>
      `${what}: p50 ${(p50 / 1000).toFixed(1)} s, p95 ${(p95 / 1000).toFixed(1)} s`;
    return this.#latencies.map(text).join('; ');
  }

  async #count(on: Deployment): Promise<string> {
    const logs = new Logs(on.service.stack);
    const labelsOfLabelStudio = this.#labels.filter(({ platform }) => platform.id === 'label-studio').length;
    const work = { labels: this.#labels.length, labelsOfLabelStudio, since: this.#since };
    await eventually('CloudWatch has counted each label', 120, async () => {
      this.#counts = await counts(on, logs, work);
      return this.#counts.some(({ what, counted }) => what === 'writeExport invoked' && counted >= work.labels);
    });
    logs.close();
    const dear = this.#counts.filter(
      ({ what, counted, expected }) => dearest.has(what) && counted > mostAboveDocs * expected,
    );
    assert.deepEqual(dear, [], `More than docs/cost.md says: ${dear.map(countText).join(', ')}`);
    return this.#counts.map(countText).join(', ');
  }

  remove(): Promise<void> {
    return this.#ownBucket?.deleteKey() ?? Promise.resolve();
  }

  conclude(report: Report): void {
    const { isEmulator, environment } = this.#account;
    const place = isEmulator ? 'MiniStack, an emulator of AWS' : `AWS, region ${environment.AWS_REGION}`;
    const title = `Made on ${this.#since.toISOString().slice(0, 10)} by \`npm run conformance:aws -- --proof\` on ${place}. Variant: ${this.#options.variant}.`;
    const page = awsReport({ title, rows: report.rows, latencies: this.#latencies, counts: this.#counts });
    writeFileSync(join(root, reportFile), page);
    print(`\nWritten: ${reportFile}`);
  }
}

const mostLookedAt = 20;

/** They are nearly all of the price. Invocations that were retried in the outage come on top of docs/cost.md. */
const dearest: ReadonlySet<string> = new Set(['S3 PUT', 'transitions of executions']);
const mostAboveDocs = 1.25;

const countText = ({ what, counted, expected }: Count): string => `${what} ${counted} (docs: ${Math.round(expected)})`;

/** Undefined: all. */
const connectionsOf = (variant: Variant): readonly string[] | undefined =>
  variant === 'two-connections' ? Object.keys(platformsById).slice(0, 2) : undefined;
