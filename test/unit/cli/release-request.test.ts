import { Command } from 'commander';
import { expect, it } from 'vitest';
import { type RequestOptions, requestOf } from '../../../cli/release/request.ts';
import type { Configuration } from '../../../lib/configuration/configuration.ts';

const [encord, project] = ['encord', 'p-1'];
const options = {
  ...{ project: [{ connection: encord, project }], format: ['coco'] },
  ...{ labels: 'newest' as const, layout: 'shards' as const },
};
const asked = (configuration: Configuration, more: Partial<RequestOptions> = {}) => {
  const command = new Command('create').exitOverride().configureOutput({ writeErr: () => {} });
  return requestOf('r1', { ...options, ...more }, { configuration, command, where: ' --stage prod' });
};

it('a project whose route does not write canonical labels is refused, with the route to change and how to export again', async () => {
  const routes = [{ platform: encord, formats: { coco: {} } }];
  await expect(asked({ platforms: { [encord]: {} }, routes })).rejects.toThrow(
    'which the route of project p-1 of encord does not write. Add "canonical: {}" to its formats in labelwire.config.ts, deploy, and export its labels again: npx labelwire sync encord --project p-1 --all --yes --stage prod',
  );
});

it('a project without a route is refused', async () => {
  const routes = [{ platform: encord, projects: ['p-2'], formats: { canonical: {} } }];
  await expect(asked({ platforms: { [encord]: {} }, routes })).rejects.toThrow(
    'no route in labelwire.config.ts takes project p-1 of encord. Add it to one, and deploy.',
  );
});

it('a project whose route does so is taken', async () => {
  const routes = [{ platform: encord, formats: { canonical: {} } }];
  const { request } = await asked({ platforms: { [encord]: {} }, routes });
  expect(request).toMatchObject({ release: 'r1', projects: options.project, formats: [{ id: 'coco' }] });
});

it('samples of a format that lists units are refused, with the formats that have a file of each unit', async () => {
  const configuration = {
    platforms: { [encord]: {} },
    routes: [{ platform: encord, formats: { canonical: {} } }],
  };
  const layout = 'webdataset';
  await expect(asked(configuration, { layout, format: ['coco', 'imagefolder', 'sagemaker'] })).rejects.toThrow(
    /--layout webdataset: each format must have files of single units, but imagefolder and sagemaker have lists of units or frames\. Choose among canonical, .*coco.*yolo.*, or another layout\./,
  );
  await expect(asked(configuration, { layout, format: ['coco', 'yolo'] })).resolves.toMatchObject({
    request: { layout },
  });
});

it('what no build would take is refused before the name is taken', async () => {
  const configuration = {
    platforms: { [encord]: {} },
    routes: [{ platform: encord, formats: { canonical: {} } }],
  };
  await expect(asked(configuration, { split: [{ name: 'a'.repeat(41), share: 1 }] })).rejects.toThrow(
    'split.shares[0].name must be 1 to 40 lower-case letters, digits, "_" and "-", and begin with a letter.',
  );
  const many = Array.from({ length: 101 }, (_, number) => ({ connection: encord, project: `p-${number}` }));
  await expect(asked(configuration, { project: many })).rejects.toThrow('projects must be at most 100 items long.');
});
