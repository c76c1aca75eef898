import { describe, expect, it } from 'vitest';
import type { FoundLabel } from '../../../cli/convert/origin.ts';
import { type PlatformOptions, platformOrigin } from '../../../cli/convert/platform-origin.ts';
import {
  InvalidLabel,
  PlatformRefused,
  PlatformThrottled,
  PlatformUnavailable,
} from '../../../lib/contracts/errors.ts';
import type {
  FailedDocument,
  FetchedDocument,
  LabelRef,
  PlatformApi,
  Reader,
} from '../../../lib/platforms/platform.ts';
import { platforms } from '../../../lib/platforms/platforms.ts';
import { platformApi } from '../../../lib/runtime/platform-http.ts';
import { platformOf, testingOf } from '../../../local/platform-testing.ts';

const refuse = (): never => {
  throw new Error('The origin of labels does not call this.');
};
const noApi: PlatformApi = { url: '', credential: '', request: refuse, wait: refuse, now: () => new Date() };

type Answer = FetchedDocument | FailedDocument | Error;

/** A reader that lists these labels on pages of two, and answers each call as the script says. */
function scripted(names: readonly string[], answers: (call: number, refs: readonly LabelRef[]) => readonly Answer[]) {
  const asked: string[][] = [];
  const reader: Reader = {
    batch: 3,
    async *fetch(_project, refs) {
      asked.push(refs.map(({ label = '' }) => label));
      for (const answer of answers(asked.length, refs)) {
        if (answer instanceof Error) throw answer;
        yield answer;
      }
    },
    async *labels(_project, { after = '0' }) {
      for (let start = Number(after); start < names.length; start += 2) {
        const labels = names.slice(start, start + 2).map((label) => ({ label }));
        yield { labels, next: start + 2 < names.length ? String(start + 2) : undefined };
      }
    },
    normalise: refuse,
    clean: refuse,
  };
  return { reader, asked };
}

async function read(options: Partial<PlatformOptions> & Pick<PlatformOptions, 'reader'>) {
  const waits: number[] = [];
  const origin = platformOrigin({
    project: 'p',
    api: () => noApi,
    wait: async (milliseconds) => void waits.push(milliseconds),
    ...options,
  });
  const found: FoundLabel[] = [];
  for await (const label of origin.labels()) found.push(label);
  return { found, waits, places: found.map(({ place }) => place) };
}

const document = (ref: LabelRef): FetchedDocument => ({ ref, document: {} });

describe('the labels of a platform', () => {
  it.each(Object.keys(platforms))('are read from %s with its own readers, as many as wanted', async (id) => {
    const { simulated, aLabel, projectId } = testingOf(id);
    const project = projectId('street');
    const labels = Array.from({ length: 5 }, (_, index) =>
      aLabel({ project, label: `${index + 1}`, dataUnit: `${index + 11}`, title: `${index}.jpg` }),
    );
    const key = simulated.newCredential();
    const server = simulated.server(key, () => labels);
    const platform = platformOf(id);
    const connection = { name: id, platform, settings: { apiUrl: platform.api.url ?? 'https://labels.example.com' } };
    const surroundings = { credential: key.secret, remainingMilliseconds: () => 600_000 };
    const fetch = ((url: string, init: RequestInit) => server(new Request(url, init))) as typeof globalThis.fetch;
    const api = () => ({ ...platformApi(connection, { ...surroundings, fetch }), wait: async () => {} });
    const { default: reader } = await platform.reader();
    const all = await read({ reader, project, api });
    const read5 = all.found.flatMap((found) =>
      'fetched' in found ? [reader.normalise(found.fetched, project).source.label] : [found.reason],
    );
    expect(read5.sort()).toEqual(labels.map(({ label }) => label).sort());
    expect((await read({ reader, project, api, limit: 2 })).found).toHaveLength(2);
  });

  it('are asked for again after a while, but for those that came already', async () => {
    const { reader, asked } = scripted(['a', 'b', 'c', 'd'], (call, refs) =>
      call === 1 ? [...refs.slice(0, 1).map(document), new PlatformThrottled('Slower.')] : refs.map(document),
    );
    expect(await read({ reader })).toMatchObject({
      places: ['label a', 'label b', 'label c', 'label d'],
      waits: [2_000],
    });
    expect(asked).toEqual([['a', 'b', 'c'], ['b', 'c'], ['d']]);
  });

  it('are refused one by one where they alone fail, at once or after a while', async () => {
    const { reader } = scripted(['a', 'b', 'c'], (_call, refs) =>
      refs.flatMap((ref): Answer[] => {
        if (ref.label === 'a') return [{ ref, error: new InvalidLabel('It is broken.') }];
        if (ref.label === 'b') return [{ ref, error: new PlatformUnavailable('It does not answer.') }];
        return [];
      }),
    );
    const { found, waits } = await read({ reader });
    expect(found).toEqual([
      { place: 'label a', reason: 'InvalidLabel: It is broken.' },
      { place: 'label b', reason: 'PlatformUnavailable: It does not answer.' },
      { place: 'label c', reason: expect.stringContaining('does not show it') },
    ]);
    expect(waits).toHaveLength(6);
  });

  it('end with the refusal of the platform, which no waiting changes', async () => {
    const { reader } = scripted(['a'], () => [new PlatformRefused('The key is wrong.')]);
    await expect(read({ reader })).rejects.toThrow('The key is wrong.');
  });
});
