import { accessPlatform } from '../../access/access-platform.ts';

/** Labelbox as delegated access knows it: the one platform with an API for integrations and data sets. */
export async function labelboxAccess() {
  const platform = await accessPlatform('labelbox');
  const { integrations, datasets } = platform;
  if (!integrations || !datasets) throw new Error('Labelbox must have integrations and data sets.');
  return { ...platform, integrations, datasets };
}
