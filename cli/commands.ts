import type { Command } from 'commander';

type Listed = { readonly summary: string; load(): Promise<Command> };

/**
 * Every command with the line that `labelwire --help` has of it. A command is imported when it is called: loading all of
 * them takes longer than most calls.
 */
export const commands: Readonly<Record<string, Listed>> = {
  access: {
    summary: 'let a labeling platform read your buckets by a role of your account: plan, apply, validate',
    load: async () => (await import('./commands/access.ts')).access(),
  },
  cat: {
    summary: 'print a file of the bucket, without a client of S3',
    load: async () => (await import('./commands/cat.ts')).cat(),
  },
  config: {
    summary: 'labelwire.config.ts: what is exported, from where, in which formats',
    load: async () => (await import('./commands/config.ts')).config(),
  },
  connect: {
    summary: 'join a labeling platform to the deployment: credential, webhook secret, webhook, and a test delivery',
    load: async () => (await import('./commands/connect.ts')).connect(),
  },
  console: {
    summary: 'a page about a deployment on this machine: whether labels flow, what each file says, what failed',
    load: async () => (await import('./commands/console.ts')).console(),
  },
  convert: {
    summary:
      'turn the export of a platform, or its labels, into the files of a format; no AWS, nothing is sent anywhere',
    load: async () => (await import('./commands/convert.ts')).convert(),
  },
  cost: {
    summary: 'what a month on AWS costs: counted calls times public prices',
    load: async () => (await import('./commands/cost.ts')).cost(),
  },
  dataset: {
    summary: 'make a data set of objects in your bucket, which the platform reads there',
    load: async () => (await import('./commands/dataset.ts')).dataset(),
  },
  dlq: {
    summary: 'the dead letters: events that could not be exported, each with its reason',
    load: async () => (await import('./commands/dlq.ts')).dlq(),
  },
  doctor: {
    summary: 'look whether everything a deployment needs is there and works, one line a check',
    load: async () => (await import('./commands/doctor.ts')).doctor(),
  },
  env: {
    summary: 'the bucket and the queues of a deployment as variables of a shell, for the AWS CLI and other programs',
    load: async () => (await import('./commands/env.ts')).env(),
  },
  formats: {
    summary: 'the formats that labels are written in: media, shapes, options, and what each has no place for',
    load: async () => (await import('./commands/formats.ts')).formats(),
  },
  init: {
    summary: 'write a folder from which Labelwire is deployed: asks what is exported, from where, in which formats',
    load: async () => (await import('./commands/init.ts')).init(),
  },
  labels: {
    summary: 'the labels of the bucket, by their records',
    load: async () => (await import('./commands/labels.ts')).labels(),
  },
  normalise: {
    summary: 'turn a platform’s documents into canonical labels, one JSON object a line; nothing is sent anywhere',
    load: async () => (await import('./commands/normalise.ts')).normalise(),
  },
  preview: {
    summary: 'draw labels, and what exported files say of them, over their pictures: a page or an SVG, without scripts',
    load: async () => (await import('./commands/preview.ts')).preview(),
  },
  pull: {
    summary: 'fetch a release from the bucket to this machine, whole and checked',
    load: async () => (await import('./commands/pull.ts')).pull(),
  },
  release: {
    summary: 'frozen data sets of one or several projects: split, verifiable, reproducible by a name',
    load: async () => (await import('./commands/release.ts')).release(),
  },
  send: {
    summary: 'send signed test deliveries to the pipeline of npm start, and say what became of each label',
    load: async () => (await import('./commands/send.ts')).send(),
  },
  start: {
    summary: 'keep the whole pipeline up on this machine, over simulated platforms; its data stays in .labelwire/',
    load: async () => (await import('./commands/start.ts')).start(),
  },
  status: {
    summary: 'how a deployment is doing: what comes, what is under way, what waits for somebody',
    load: async () => (await import('./commands/status.ts')).status(),
  },
  sync: {
    summary: 'compare what a platform has with what is exported, and export what is missing or was missed',
    load: async () => (await import('./commands/sync.ts')).sync(),
  },
  trace: {
    summary: 'where a label is: what the bucket has of it, whether it is under way, and why it failed',
    load: async () => (await import('./commands/trace.ts')).trace(),
  },
};
