import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { formatsNamed } from '../../../cli/convert/given-formats.ts';
import { newFolder } from '../../../local/new-folder.ts';

const broken = join(newFolder(), 'labelwire.config.ts');
writeFileSync(broken, 'export default { platforms: { encord: {} }, routes: [] };\n');

it('a format that only the user could have fails with what is wrong in the configuration, not as an unknown one', async () => {
  await expect(formatsNamed(['ours'], broken)).rejects.toMatchObject({
    name: 'InvalidConfiguration',
    message: expect.stringMatching(/labelwire\.config\.ts:1:45: routes: must not be empty/),
  });
});

it('a configuration that is wrong stops no format of Labelwire, and one that is missing stops none', async () => {
  expect((await formatsNamed(['coco'], broken)).map(({ id }) => id)).toContain('coco');
  expect((await formatsNamed(['ours'], join(newFolder(), 'labelwire.config.ts'))).map(({ id }) => id)).toContain(
    'coco',
  );
});
