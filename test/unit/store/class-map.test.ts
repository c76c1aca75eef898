import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { extendClasses, readClasses } from '../../../lib/store/class-map.ts';
import { around, MemoryStore } from '../../support/memory-store.ts';

const project = { connection: 'encord', project: 'project-1' };
const key = 'classes/encord/project-1.json';
const witness = 'classes/encord/project-1.given.json';
const holding = async (text: string) => {
  const store = new MemoryStore();
  await store.put({ key, bytes: Buffer.from(text), contentType: 'application/json' });
  return store;
};
const mapOf = (classes: readonly string[], locked = false) => JSON.stringify({ schema: 1, locked, classes });

describe('the class map of a project', () => {
  it('is empty where there is none', async () => {
    expect(await readClasses(new MemoryStore(), project)).toEqual({ classes: [] });
  });

  it('gives new names the next numbers, in their order, each once', async () => {
    const store = await holding(mapOf(['car']));
    expect((await extendClasses(store, project, ['van', 'car', 'bus', 'van'])).classes).toEqual(['car', 'van', 'bus']);
    expect((await readClasses(store, project)).classes).toEqual(['car', 'van', 'bus']);
  });

  it('is not written when nothing is new', async () => {
    const store = await holding(mapOf(['car']));
    await extendClasses(store, project, []);
    const watched = around(store, (name, run) => {
      if (name.startsWith('put')) throw new Error('written');
      return run();
    });
    expect((await extendClasses(watched, project, ['car'])).classes).toEqual(['car']);
    expect((await extendClasses(watched, project, [])).classes).toEqual(['car']);
  });

  it('stays as it is while locked', async () => {
    const store = await holding(mapOf(['car'], true));
    const etag = store.objects.get(key)?.etag;
    expect(await extendClasses(store, project, ['van'])).toEqual({ locked: true, classes: ['car'], etag });
    expect(store.objects.get(key)?.bytes.toString()).toBe(mapOf(['car'], true));
  });

  it('never gives a number twice nor changes one, whoever extends it at the same time', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.array(fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'é 🚦')), { minLength: 2, maxLength: 5 }),
        async (scheduler, wanted) => {
          const store = new MemoryStore();
          const slow = around(store, async (_name, run) => {
            await scheduler.schedule(Promise.resolve());
            return run();
          });
          const answers = Promise.all(wanted.map((names) => extendClasses(slow, project, names)));
          await scheduler.waitFor(answers);
          const { classes } = await readClasses(store, project);
          expect(new Set(classes)).toEqual(new Set(wanted.flat()));
          expect(new Set(classes).size).toBe(classes.length);
          for (const [index, answer] of (await answers).entries()) {
            expect(classes.slice(0, answer.classes.length)).toEqual(answer.classes);
            for (const name of wanted[index] ?? []) expect(answer.classes).toContain(name);
          }
        },
      ),
    );
  });

  it('comes with the ETag of the object it was read from or written as', async () => {
    const store = new MemoryStore();
    const { etag } = await extendClasses(store, project, ['car']);
    expect(etag).toBe(store.objects.get(key)?.etag);
    expect((await readClasses(store, project)).etag).toBe(etag);
  });

  it('keeps what a newer version wrote into it beside the names', async () => {
    const store = await holding('{"schema": 1, "locked": false, "classes": ["car"], "colours": {"car": "red"}}');
    await extendClasses(store, project, ['van']);
    expect(JSON.parse(store.objects.get(key)?.bytes.toString() ?? '')).toMatchObject({
      classes: ['car', 'van'],
      colours: { car: 'red' },
    });
  });

  it.each([
    ['no JSON', 'car, van', /must be JSON, but is not\. Fix it/],
    ['another form', '{"schema": 1, "classes": ["car"]}', /locked must be a boolean, but is missing/],
    ['a name twice', mapOf(['car', 'car']), /must name each class once, but has "car" twice/],
    ['an empty name', mapOf(['']), /classes\[0\] must be at least 1/],
  ])('is refused with its key when somebody made %s of it', async (_what, text, message) => {
    const store = await holding(text);
    const refusal = { name: 'InvalidConfiguration', message: expect.stringMatching(message) };
    await expect(readClasses(store, project)).rejects.toMatchObject(refusal);
    await expect(extendClasses(store, project, ['van'])).rejects.toThrow(key);
    expect((await readClasses(new MemoryStore(), project)).classes).toEqual([]);
    await store.put({ key, bytes: Buffer.from(mapOf(['car'])), contentType: 'application/json' });
    await store.put({ key: witness, bytes: Buffer.from(text), contentType: 'application/json' });
    if (text.includes('classes": ["car"]')) return; // the witness has no lock
    await expect(extendClasses(store, project, ['van'])).rejects.toThrow(witness);
  });
});

describe('a class map that somebody edited', () => {
  const edited = async (text: string | undefined) => {
    const store = await holding(mapOf(['bicycle', 'car']));
    await extendClasses(store, project, ['dog']);
    if (text === undefined) store.objects.delete(key);
    else await store.put({ key, bytes: Buffer.from(text), contentType: 'application/json' });
    return store;
  };

  it.each([
    ['lacks a class', mapOf(['car', 'dog']), /"bicycle" as class 0, as files that were exported do, but has "car"/],
    ['renames a class', mapOf(['bicycle', 'auto', 'dog']), /"car" as class 1, .*, but has "auto"/],
    ['has another order', mapOf(['car', 'bicycle', 'dog']), /"bicycle" as class 0, .*, but has "car"/],
    ['ends early', mapOf(['bicycle', 'car']), /"dog" as class 2, .*, but has no such class/],
    ['lacks a class and is locked', mapOf(['bicycle', 'car'], true), /"dog" as class 2/],
    ['is gone', undefined, /"bicycle" as class 0, .*, but has no such class/],
  ])('is refused with two ways out when it %s', async (_what, text, message) => {
    const store = await edited(text);
    const before = new Map(store.objects);
    for (const use of [readClasses(store, project), extendClasses(store, project, ['van'])]) {
      const refusal = { name: 'InvalidConfiguration', message: expect.stringMatching(message) };
      await expect(use).rejects.toMatchObject(refusal);
      await expect(use).rejects.toThrow(/Restore an earlier version.*; or, .*, delete .*\.given\.json/);
    }
    expect(store.objects).toEqual(before);
  });

  it('may have names at its end and a lock, and those names are given out, too', async () => {
    const store = await edited(mapOf(['bicycle', 'car', 'dog', 'van'], true));
    expect((await extendClasses(store, project, ['car'])).classes).toEqual(['bicycle', 'car', 'dog', 'van']);
    await store.put({ key, bytes: Buffer.from(mapOf(['bicycle', 'car', 'dog'])), contentType: 'application/json' });
    await expect(readClasses(store, project)).rejects.toThrow(/"van" as class 3/);
  });

  it('has new numbers once the witness is deleted', async () => {
    const store = await edited(mapOf(['dog', 'car']));
    store.objects.delete(witness);
    expect((await extendClasses(store, project, ['van'])).classes).toEqual(['dog', 'car', 'van']);
  });

  it('never changes a number that was returned, whatever crashes between two requests', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c', 'd', 'e'), fc.nat({ max: 8 })), { maxLength: 12 }),
        fc.array(fc.constantFrom('x', 'y', 'z'), { maxLength: 2 }),
        async (runs, byHand) => {
          const store = new MemoryStore();
          const returned = new Map<string, number>();
          for (const [name, requests] of runs) {
            let left = requests;
            const mortal = around(store, (_operation, run) => {
              left -= 1;
              if (left < 0) throw new Error('killed');
              return run();
            });
            const answer = await extendClasses(mortal, project, [name]).catch(() => undefined);
            for (const [number, each] of (answer?.classes ?? []).entries()) {
              expect(returned.get(each) ?? number).toBe(number);
              returned.set(each, number);
            }
            const held = store.objects.get(key);
            if (!held || byHand.length === 0) continue;
            const { classes } = JSON.parse(held.bytes.toString()) as { classes: string[] };
            const longer = mapOf([...new Set([...classes, ...byHand])]);
            await store.put({ key, bytes: Buffer.from(longer), contentType: 'application/json' });
          }
          const { classes } = await extendClasses(store, project, []);
          for (const [name, number] of returned) expect(classes[number]).toBe(name);
        },
      ),
    );
  });
});
