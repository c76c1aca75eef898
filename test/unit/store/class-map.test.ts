import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { extendClasses, readClasses } from '../../../lib/store/class-map.ts';
import { around, MemoryStore } from '../../support/memory-store.ts';

const project = { connection: 'encord', project: 'project-1' };
const key = 'classes/encord/project-1.json';
const holding = async (text: string) => {
  const store = new MemoryStore();
  await store.put({ key, bytes: Buffer.from(text), contentType: 'application/json' });
  return store;
};
const mapOf = (classes: readonly string[], locked = false) => JSON.stringify({ schema: 1, locked, classes });

describe('the class map of a project', () => {
  it('is empty where there is none', async () => {
    expect(await readClasses(new MemoryStore(), project)).toEqual({ schema: 1, locked: false, classes: [] });
  });

  it('gives new names the next numbers, in their order, each once', async () => {
    const store = await holding(mapOf(['car']));
    expect((await extendClasses(store, project, ['van', 'car', 'bus', 'van'])).classes).toEqual(['car', 'van', 'bus']);
    expect((await readClasses(store, project)).classes).toEqual(['car', 'van', 'bus']);
  });

  it('is not written when nothing is new', async () => {
    const store = await holding(mapOf(['car']));
    const watched = around(store, (name, run) => {
      if (name.startsWith('put')) throw new Error('written');
      return run();
    });
    expect((await extendClasses(watched, project, ['car'])).classes).toEqual(['car']);
    expect((await extendClasses(watched, project, [])).classes).toEqual(['car']);
  });

  it('stays as it is while locked', async () => {
    const store = await holding(mapOf(['car'], true));
    expect(await extendClasses(store, project, ['van'])).toEqual({ schema: 1, locked: true, classes: ['car'] });
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

  it.each([
    ['no JSON', 'car, van', /is not JSON\. Fix it/],
    ['another form', '{"schema": 1, "classes": ["car"]}', /locked must be a boolean, but is missing/],
    ['a name twice', mapOf(['car', 'car']), /names one class twice/],
    ['an empty name', mapOf(['']), /classes\[0\] must be at least 1/],
  ])('is refused with its key when somebody made %s of it', async (_what, text, message) => {
    const store = await holding(text);
    const refusal = { name: 'InvalidConfiguration', message: expect.stringMatching(message) };
    await expect(readClasses(store, project)).rejects.toMatchObject(refusal);
    await expect(extendClasses(store, project, ['van'])).rejects.toThrow(key);
  });
});
