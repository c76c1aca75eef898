import type { Json } from '../../../local/aws/state-run.ts';
import { type Answer, FunctionFails, hangs, ServiceFails, type Stubs } from './stub.ts';

export type Scenario = Stubs & {
  readonly name: string;
  readonly machine: 'export-labels' | 'sync-connection' | 'build-release';
  readonly input: Json;
  /** Each state is given a second. */
  readonly isHurried?: boolean;
  /** Why moto must end otherwise; where it does not any more, that is a failure. */
  readonly motoLacks?: string;
};

type Event = { readonly id: string };
type Item = { readonly event: Event; readonly status?: string };

const ids = (count: number) => Array.from({ length: count }, (_, index) => `label-${index}`);
const group = (count: number): Json => ({ events: ids(count).map((id) => ({ id })), split: 200 });
const alone = group(1);

const batchesOf = (items: readonly Json[], atMost = 25): Json => {
  const batches: Json[] = [];
  for (let from = 0; from < items.length; from += atMost) batches.push(items.slice(from, from + atMost));
  return { batches };
};
const fetched = ({ id }: Event): Json => ({ status: 'fetched', event: { id }, label: id });
const allFetched: Answer = ({ events }: { events: Event[] }) => batchesOf(events.map(fetched));
const transforms: Answer = ({ event }: Item) => ({ content: { text: `files of ${event.id}` } });
const writes: Answer = () => ({ status: 'exported' });
const working = { fetchLabels: allFetched, transformLabel: transforms, writeExport: writes };

/** Fails so many times with this error, then does its work; `only` one label when it is given. */
const failing =
  (times: number, error: string, then: Answer, only?: string): Answer =>
  (input: never, call) => {
    const { event, item } = input as Partial<Item> & { item?: Item };
    const isAffected = only === undefined || (event ?? item?.event)?.id === only;
    if (!isAffected || call > times) return then(input, call);
    if (error === 'hangs') return hangs;
    throw /^(Lambda|SQS|EventBridge)\./.test(error) ? new ServiceFails(error) : new FunctionFails(error);
  };

const always = Number.POSITIVE_INFINITY;
const mapThatFails = 'a distributed Map that fails with its children: it takes their failure for an output of null';

const exported = (
  name: string,
  input: Json,
  stubs: Partial<Stubs> & Pick<Scenario, 'isHurried' | 'motoLacks'> = {},
): Scenario => ({
  name,
  machine: 'export-labels',
  input,
  ...stubs,
  functions: { ...working, ...stubs.functions },
});

const fetchFails = (times: number, error: string) => ({
  functions: { fetchLabels: failing(times, error, allFetched) },
});
const lastTransform = 'label-1';

const retried = ['PlatformUnavailable', 'PlatformThrottled', 'StorageUnavailable', 'Lambda.TooManyRequestsException'];
const refused = ['PlatformRefused', 'AnswerTooLarge', 'InvalidLabel', 'InvalidConfiguration'];
const crashed = ['TimeoutError', 'TypeError', 'Runtime.ExitError', 'GroupUnavailable'];

const exportScenarios: readonly Scenario[] = [
  exported('three labels are written, a deleted one without a transformation', group(3), {
    functions: {
      fetchLabels: ({ events }: { events: Event[] }) =>
        batchesOf(
          events.map(({ id }, index) => (index === 1 ? { status: 'deleted', event: { id } } : fetched({ id }))),
          2,
        ),
    },
  }),
  exported('a group of no events', group(0), { functions: { fetchLabels: () => batchesOf([]) } }),
  exported('sixty labels in three children, one of each refused', group(60), {
    functions: {
      transformLabel: (item: Item, call) => {
        if (['label-3', 'label-30', 'label-59'].includes(item.event.id)) throw new FunctionFails('InvalidLabel');
        return transforms(item as never, call);
      },
    },
  }),
  exported('a label that fetch refused, among others', group(3), {
    functions: {
      fetchLabels: ({ events }: { events: Event[] }) =>
        batchesOf(
          events.map(({ id }, index) =>
            index === 1
              ? { status: 'failed', event: { id }, error: 'LabelNotFound', message: 'It is gone.' }
              : fetched({ id }),
          ),
        ),
    },
  }),
  ...[...retried, ...refused, ...crashed].flatMap((error) => [
    exported(`${error} once while a group is fetched`, group(2), fetchFails(1, error)),
    exported(`${error} twice while one event is fetched`, alone, fetchFails(2, error)),
    exported(`${error} for good while one event is fetched`, alone, fetchFails(always, error)),
  ]),
  ...['GroupUnavailable', 'StorageUnavailable', 'TypeError', 'TimeoutError'].map((error) =>
    exported(`${error} for good while a group is fetched: it is split`, group(2), fetchFails(always, error)),
  ),
  ...(['transformLabel', 'writeExport'] as const).flatMap((step) => {
    const then = working[step];
    const fails = (times: number, error: string) => ({
      functions: { [step]: failing(times, error, then, lastTransform) },
    });
    return [
      ...['TypeError', 'StorageUnavailable'].flatMap((error) => [
        exported(`${step}: ${error} twice for one label of three`, group(3), fails(2, error)),
        exported(`${step}: ${error} for good for one label of three`, group(3), fails(always, error)),
      ]),
      exported(`${step}: throttled five times`, group(3), fails(5, 'Lambda.TooManyRequestsException')),
      exported(`${step}: throttled for good`, group(3), fails(always, 'Lambda.TooManyRequestsException')),
      exported(`${step}: InvalidConfiguration`, group(3), fails(always, 'InvalidConfiguration')),
    ];
  }),
  exported('a dead letter that is taken at the third try', group(3), {
    functions: { transformLabel: failing(always, 'InvalidLabel', transforms, lastTransform) },
    queues: { deadLetters: failing(2, 'SQS.AmazonSQSException', () => ({})) },
  }),
  exported('a dead letter that is never taken: its child dies, and the group is put back', group(3), {
    functions: { transformLabel: failing(always, 'InvalidLabel', transforms, lastTransform) },
    queues: { deadLetters: failing(always, 'SQS.AmazonSQSException', () => ({})) },
    motoLacks: mapThatFails,
  }),
  exported('a dead letter of one event that is never taken', alone, {
    ...fetchFails(always, 'PlatformRefused'),
    queues: { deadLetters: failing(always, 'SQS.AmazonSQSException', () => ({})) },
  }),
  ...(['fetchLabels', 'transformLabel', 'writeExport'] as const).flatMap((step) => [
    exported(`${step} hangs twice`, alone, {
      isHurried: true,
      functions: { [step]: failing(2, 'hangs', working[step]) },
    }),
    exported(`${step} hangs for good`, alone, {
      isHurried: true,
      functions: { [step]: failing(always, 'hangs', working[step]) },
    }),
  ]),
];

const ended = { step: 'ended', isIncomplete: false };
const synced = (name: string, syncLabels: Answer): Scenario => ({
  name: `sync: ${name}`,
  machine: 'sync-connection',
  input: { connection: 'encord' },
  functions: { syncLabels },
});

const syncScenarios: readonly Scenario[] = [
  synced('ended at the first call', () => ended),
  synced('goes on from call to call, and waits in between', (_input, call) =>
    call === 3 ? ended : { step: 'listing', run: 'run', waitSeconds: call === 2 ? 1 : 0 },
  ),
  synced('is incomplete', () => ({ step: 'ended', isIncomplete: true })),
  synced(
    'a platform that is down three times',
    failing(3, 'PlatformUnavailable', () => ended),
  ),
  synced(
    'a project that is refused is handed to the next call',
    failing(1, 'PlatformRefused', () => ended),
  ),
  synced(
    'a project that fails for good, and whose refusal fails, too',
    failing(always, 'TypeError', () => ended),
  ),
  synced('storage that is away while a project is refused', (input, call) => {
    if (call === 1) throw new FunctionFails('InvalidConfiguration');
    return failing(4, 'StorageUnavailable', () => ended)(input, call);
  }),
];

const batches = (count: number): Json => Array.from({ length: count }, (_, batch) => ({ batch, labels: 10 }));
const planned: Answer = ({ run }: { run: string }) => ({
  ...{ release: 'harbour-v1', run, bucket: 'labels', key: 'plan.json', isRepeated: false, batches: 3, labels: 30 },
});
const settled: Answer = () => ({ outputs: ['train.json', 'val.json'].map((path) => ({ format: 0, path })) });
const done: Answer = () => 'ok';
const building = {
  ...{ planRelease: planned, surveyBatch: done, settleRelease: settled, writeBatch: done, assembleFile: done },
  finishRelease: () => ({ status: 'released' }),
};

const built = (name: string, stubs: Partial<Stubs> & Pick<Scenario, 'isHurried' | 'motoLacks'> = {}): Scenario => ({
  name: `release: ${name}`,
  machine: 'build-release',
  input: { schema: 1, release: 'harbour-v1' },
  items: batches(3),
  ...stubs,
  functions: { ...building, ...stubs.functions },
});

const buildSteps = Object.keys(building) as (keyof typeof building)[];
const inChildren = ['surveyBatch', 'writeBatch'];
/** Of several side by side, how many begin before the first fails is chance. */
const oneBatch = { items: batches(1) };
const oneFile: Answer = () => ({ outputs: [{ format: 0, path: 'train.json' }] });

const releaseScenarios: readonly Scenario[] = [
  built('every batch is surveyed and written, every file assembled, and the release announced'),
  built('a release of no whole files', { functions: { settleRelease: () => ({ outputs: [] }) } }),
  ...buildSteps.flatMap((step) => [
    built(`${step}: StorageUnavailable three times`, {
      functions: { [step]: failing(3, 'StorageUnavailable', building[step]) },
    }),
    built(`${step}: throttled for good`, {
      ...oneBatch,
      functions: { settleRelease: oneFile, [step]: failing(always, 'Lambda.TooManyRequestsException', building[step]) },
      ...(inChildren.includes(step) ? { motoLacks: mapThatFails } : {}),
    }),
    built(`${step}: InvalidRequest`, {
      ...oneBatch,
      functions: { settleRelease: oneFile, [step]: failing(always, 'InvalidRequest', building[step]) },
      ...(inChildren.includes(step) ? { motoLacks: mapThatFails } : {}),
    }),
  ]),
  built('planRelease hangs twice', { isHurried: true, functions: { planRelease: failing(2, 'hangs', planned) } }),
  built('a schedule that delivers its time again: the other execution builds it', {
    functions: {
      planRelease: ({ run }: { run: string }) => ({
        ...{ release: 'harbour-v1', run, bucket: 'labels', key: 'plan.json', isRepeated: true, batches: 0, labels: 0 },
      }),
    },
  }),
  built('EventBridge takes the event at the third try', {
    queues: { bus: failing(2, 'EventBridge.InternalException', () => ({})) },
  }),
  built('EventBridge never takes the event: what was built stays, and the execution fails', {
    queues: { bus: failing(always, 'EventBridge.InternalException', () => ({})) },
  }),
];

export const scenarios: readonly Scenario[] = [...exportScenarios, ...syncScenarios, ...releaseScenarios];
