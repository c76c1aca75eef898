import { expect, it } from 'vitest';
import { accessPlatform, accessPlatformIds } from '../../../access/access-platform.ts';

it('a platform without delegated access is refused by its name, with a list of those that have it', async () => {
  const listed = accessPlatformIds().join(', ');
  expect(listed).toContain('labelbox');
  await expect(accessPlatform('cvat')).rejects.toThrow(
    `--platform must be a platform with delegated access (${listed}), but is "cvat".`,
  );
});

it('every platform with delegated access says where it shows its account, and what is not known about it', async () => {
  for (const platform of await Promise.all(accessPlatformIds().map(accessPlatform))) {
    expect(platform.where).not.toBe('');
    expect(platform.unknown.length).toBeGreaterThan(0);
  }
});
