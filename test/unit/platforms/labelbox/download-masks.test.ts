import { describe, expect, it } from 'vitest';
import { InvalidConfiguration, PlatformThrottled } from '../../../../lib/contracts/errors.ts';
import { downloadMasks } from '../../../../lib/platforms/labelbox/api/download-masks.ts';
import type { HttpRequest, PlatformApi } from '../../../../lib/platforms/platform.ts';
import { invalidLabel } from './labels-of.ts';

describe('the download of masks', () => {
  /** Answers each request by its path, `atOnce` telling how many were open together. */
  function apiOf(answer: (request: HttpRequest) => { status: number; body?: Uint8Array }) {
    const seen: HttpRequest[] = [];
    let [open, atOnce] = [0, 0];
    const api: PlatformApi = {
      url: 'https://api.labelbox.test',
      credential: 'the key',
      now: () => new Date(0),
      wait: async () => {},
      async request(request) {
        seen.push(request);
        atOnce = Math.max(atOnce, ++open);
        await new Promise((resolve) => setImmediate(resolve));
        open--;
        const { status, body = new Uint8Array(1) } = answer(request);
        return { status, headers: new Headers(), body };
      },
    };
    return { api, seen, atOnce: () => atOnce };
  }
  const addresses = Array.from({ length: 50 }, (_, index) => `https://api.labelbox.test/api/v1/masks/${index}`);

  it('asks for each mask once, a few at a time', async () => {
    const { api, seen, atOnce } = apiOf(() => ({ status: 200 }));
    expect([...(await downloadMasks(addresses, api)).keys()].sort()).toEqual([...addresses].sort());
    expect(seen).toHaveLength(50);
    expect(atOnce()).toBe(8);
  });

  it('shows the key to Labelbox and to nobody else', async () => {
    const { api, seen } = apiOf(() => ({ status: 200 }));
    await downloadMasks(['https://api.labelbox.test/a', 'https://storage.test/b', 'http://api.labelbox.test/c'], api);
    expect(seen.map(({ headers }) => headers?.authorization)).toEqual(['Bearer the key', undefined, undefined]);
  });

  it('reports why a mask may be gone, and asks for no more', async () => {
    const { api, seen } = apiOf(({ url }) => ({ status: url.endsWith('/7') ? 404 : 200 }));
    await expect(downloadMasks(addresses, api)).rejects.toEqual(
      invalidLabel(/HTTP 404.*expire 30 days after their export/),
    );
    expect(seen.length).toBeLessThanOrEqual(16);
    await expect(downloadMasks(['no address'], api)).rejects.toEqual(invalidLabel(/must be a URL, but is not/));
  });

  it('refuses more masks than it can hold', async () => {
    const { api } = apiOf(() => ({ status: 200, body: new Uint8Array(30 * 1024 * 1024) }));
    await expect(downloadMasks(addresses.slice(0, 8), api)).rejects.toEqual(
      invalidLabel(/must be at most 209715200 bytes in all, but are more/),
    );
  });

  it.each([new PlatformThrottled('slow down'), new InvalidConfiguration('not that host')])(
    'passes on the error of a request, and asks for no more: %s',
    async (error) => {
      const { api, seen } = apiOf(() => {
        throw error;
      });
      await expect(downloadMasks(addresses, api)).rejects.toBe(error);
      expect(seen).toHaveLength(8);
    },
  );
});
