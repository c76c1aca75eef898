import { oneOf, type Random } from './random.ts';
import type { World, WorldLabel } from './world.ts';

export type Delivery = {
  readonly label: WorldLabel;
  readonly event: { readonly id: string; readonly kind: 'upserted' | 'deleted'; readonly occurredAt: Date };
  /** Of the label when the event was made; the label may be newer when the event arrives. */
  readonly revision: number;
  readonly what: 'change' | 'late change' | 'deletion' | 'duplicate' | 'planted failure' | 'forgery';
};

/** Of 1,000 deliveries. The rest are changes of Encord labels. */
const share = { duplicate: 40, plantedFailure: 5, forgery: 5, labelbox: 30, late: 60 };
/** A late delivery comes after at most so many later ones. */
const longestDelay = 200;
const remembered = 200;

/**
 * The deliveries of one run, made as they are taken: taking one edits or deletes its label on the platform. A label is
 * not deleted after it was changed, while the pipeline may still have to fetch that change: on a real platform, too,
 * this is distinguished from a lagging read side only after ten minutes. `deletions` does that, when all is quiet.
 */
export function* traffic(world: World, count: number, random: Random): Generator<Delivery> {
  const [good, planted] = [
    world.labels.filter((label) => !label.planted),
    world.labels.filter((label) => label.planted),
  ];
  const encord = good.filter(({ platform }) => platform === 'encord');
  const labelbox = good.filter(({ platform }) => platform === 'labelbox');
  const recent: Delivery[] = [];
  const late: { readonly delivery: Delivery; readonly at: number }[] = [];

  const next = (): Delivery => {
    let roll = random() * 1000;
    const falls = (into: number) => {
      roll -= into;
      return roll < 0;
    };
    if (falls(share.duplicate) && recent.length > 0) return { ...oneOf(recent, random), what: 'duplicate' };
    if (falls(share.plantedFailure)) return change(world, oneOf(planted, random), 'planted failure');
    if (falls(share.forgery)) return forgery(oneOf(encord, random));
    if (!falls(share.labelbox)) return change(world, oneOf(encord, random), 'change');
    const label = oneOf(labelbox, random);
    return label.life === 'unborn' ? deletion(world, label) : change(world, label, 'change');
  };

  for (let number = 0; number < count; number += 1) {
    const due = late.findIndex(({ at }) => at <= number || late.length >= count - number);
    if (due >= 0) {
      yield* late.splice(due, 1).map(({ delivery }) => delivery);
      continue;
    }
    const delivery = next();
    if (delivery.what === 'change' && random() * 1000 < share.late && late.length < count - number - 1) {
      late.push({
        delivery: { ...delivery, what: 'late change' },
        at: number + 1 + Math.floor(random() * longestDelay),
      });
      // The label's next change overtakes this one.
      yield change(world, delivery.label, 'change');
      continue;
    }
    if (delivery.what !== 'forgery') recent.push(delivery);
    if (recent.length > remembered) recent.shift();
    yield delivery;
  }
}

/** A part of the exported labels of Labelbox is deleted; Encord does not announce deletions. */
export function* deletions(world: World): Generator<Delivery> {
  const exported = world.labels.filter(
    ({ platform, life, accepted }) => platform === 'labelbox' && life === 'living' && accepted > 0,
  );
  for (const [index, label] of exported.entries()) if (index % 3 === 0) yield deletion(world, label);
}

function change(world: World, label: WorldLabel, what: Delivery['what']): Delivery {
  const occurredAt = world.edit(label);
  return { label, event: { id: crypto.randomUUID(), kind: 'upserted', occurredAt }, revision: label.revision, what };
}

function deletion(world: World, label: WorldLabel): Delivery {
  const occurredAt = world.delete(label);
  return {
    label,
    event: { id: crypto.randomUUID(), kind: 'deleted', occurredAt },
    revision: label.revision,
    what: 'deletion',
  };
}

/** Says nothing new, and is signed with a wrong secret. */
const forgery = (label: WorldLabel): Delivery => ({
  label,
  event: { id: crypto.randomUUID(), kind: 'upserted', occurredAt: new Date() },
  revision: label.revision,
  what: 'forgery',
});
