import assert from 'node:assert/strict';
import pMap from 'p-map';
import type { ServedLabel } from '../../../lib/platforms/testing.ts';
import type { Deployment } from '../aws/deployment.ts';
import type { ServedPlatform } from '../aws/platforms.ts';

/** A label whose document is edited now and then, each time announced; what is exported at the end must be the newest. */
type Edited = { readonly platform: ServedPlatform; readonly label: ServedLabel; readonly number: number; edit: number };

const project = 'upgrade';
const sendersAtOnce = 4;
/** An execution is about one project: so MiniStack, whose batches end at 10 events, starts one for a batch. */
const inARow = 10;
const mostResent = 5;
const looksAtOnce = 8;
/** Each fourth label is edited again while it waits, so that an older event of it is under way too. */
const editedTwice = 4;

/** The labels of a run, on all platforms, ten each in turn. */
export class LabelsUnderWay {
  readonly #all: Edited[] = [];

  get count(): number {
    return this.#all.length;
  }

  /** Announces so many new labels; gives back the number of webhooks. */
  async announceNew(on: Deployment, count: number): Promise<number> {
    const added = Array.from({ length: count }, () => this.#add(on.platforms));
    return this.#announceEach(on, added);
  }

  /** Edits the first labels of the run once more, and announces that. */
  async announceEdits(on: Deployment, count: number): Promise<number> {
    const edited = this.#all.slice(0, count);
    for (const each of edited) editOf(each);
    return this.#announceEach(on, edited);
  }

  async #announceEach(on: Deployment, labels: readonly Edited[]): Promise<number> {
    await pMap(labels, announceTo(on), { concurrency: sendersAtOnce });
    const again = labels.filter(({ number }) => number % editedTwice === 0);
    for (const each of again) editOf(each);
    await pMap(again, announceTo(on), { concurrency: sendersAtOnce });
    return labels.length + again.length;
  }

  #add(platforms: readonly ServedPlatform[]): Edited {
    const number = this.#all.length;
    const platform = platforms[Math.floor(number / inARow) % platforms.length];
    assert(platform);
    const label = platform.aLabel(partsOf(platform, number, 1));
    platform.labels.push(label);
    const added = { platform, label, number, edit: 1 };
    this.#all.push(added);
    return added;
  }

  /** Those that are not exported as they should be: not at all, or in an older state than their newest. */
  async missing(on: Deployment): Promise<{ lost: string[]; stale: string[] }> {
    const lost: string[] = [];
    const stale: string[] = [];
    const look = async ({ platform, label, edit }: Edited) => {
      const name = `${label.label} of ${platform.id}`;
      const found = await on.exported(platform, label);
      if (
        found?.record.status !== 'exported' ||
        found.wrong.length > 0 ||
        Object.keys(found.record.files).length === 0
      ) {
        lost.push(name);
        return;
      }
      const canonical = Object.keys(found.record.files).find((key) => key.startsWith('labels/')) ?? '';
      const text = Buffer.from((await on.bytesAt(canonical)) ?? []).toString('utf8');
      const isNewest = found.record.revision === revisionOf(edit) && text.includes(`"${classOf(edit)}"`);
      if (!isNewest) stale.push(name);
    };
    await pMap(this.#all, look, { concurrency: looksAtOnce });
    return { lost, stale };
  }
}

/** A platform sends again what was answered with 5xx, as MiniStack does when a function takes long to start. */
const announceTo =
  (on: Deployment) =>
  async ({ platform, label }: Edited) => {
    let status = await on.announce(platform, label);
    for (let resent = 0; status >= 500 && resent < mostResent; resent += 1) status = await on.announce(platform, label);
    assert.equal(status, 202, `The webhook of ${label.label} of ${platform.id} is answered with ${status}.`);
  };

const projectOf = (platform: ServedPlatform): string => platform.projectId(project);

function editOf(edited: Edited): void {
  edited.edit += 1;
  edited.label.document = edited.platform.aLabel(partsOf(edited.platform, edited.number, edited.edit)).document;
}

const partsOf = (platform: ServedPlatform, number: number, edit: number) => ({
  project: projectOf(platform),
  label: `label-${number}`,
  dataUnit: `unit-${number}`,
  title: `${number}.jpg`,
  classes: [classOf(edit)],
  editedAt: editedAt(edit),
});

const classOf = (edit: number) => `edit-${edit}`;
const editedAt = (edit: number) => `2026-05-04T09:00:${String(edit).padStart(2, '0')}.000000+00:00`;
/** A revision counts microseconds. */
const revisionOf = (edit: number) => Date.parse(editedAt(edit)) * 1000;
