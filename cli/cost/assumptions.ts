import type { Need } from '../../lib/label/need.ts';

/**
 * What counting calls on one machine cannot tell: how long AWS and a platform take to answer. Assumed, not measured;
 * replace them with the figures of your own account (the metric Duration of each function).
 */
export const assumptions = {
  /**
   * Billed milliseconds of a warm function: its own work, and 20 ms for a GET, 40 ms for a PUT of S3, 10 ms for SQS, each
   * that it waits for one after the other. FetchLabels waits for the platform.
   */
  milliseconds: {
    receiveWebhook: { invocation: 20, label: 0 },
    startExport: { invocation: 60, label: 0 },
    fetchLabels: { invocation: 1_500, label: 15 },
    transformLabel: { invocation: 40, label: 0 },
    writeExport: { invocation: 120, label: 0 },
  },
  /** Of WriteExport, where labels are announced: 20 ms for EventBridge, and 40 ms for a PUT of S3. */
  announcingMilliseconds: 60,
  /**
   * Of one file that FetchLabels reads for what a label does not say: requests, counted by test of files as most are, and 30 ms
   * for each, and for what is in a text. A series of DICOM is as many files as it has slices.
   */
  media: {
    size: { reads: 1, milliseconds: 30 },
    'drawn-size': { reads: 1, milliseconds: 30 },
    text: { reads: 1, milliseconds: 60 },
    rate: { reads: 3, milliseconds: 90 },
    frames: { reads: 3, milliseconds: 90 },
    'video-size': { reads: 3, milliseconds: 90 },
    duration: { reads: 2, milliseconds: 60 },
    geometry: { reads: 2, milliseconds: 60 },
    layout: { reads: 1, milliseconds: 60 },
  } satisfies Record<Need, { reads: number; milliseconds: number }>,
  /** As serverless.yml gives it to each function; arm64. */
  memoryMb: { receiveWebhook: 512, startExport: 512, fetchLabels: 1_024, transformLabel: 512, writeExport: 512 },
  /**
   * A child of the Map lasts as long as the slowest of its labels, which run side by side: two functions that had to start
   * cold, and the steps around them. A child of few labels ends sooner, which is not counted here. Billed by 100 ms and by
   * 64 MB, taken twice for the payloads of 25 labels: https://aws.amazon.com/step-functions/pricing/
   */
  childMilliseconds: 1_500,
  childMb: 128,
  /**
   * The build of a release: billed milliseconds of a step, or of a batch of a thousand labels, and of each label. By
   * `npm run release-load` on one machine, doubled for S3 that is further away.
   */
  release: {
    steps: {
      planRelease: { per: 'build', milliseconds: 500, label: 0.05, memoryMb: 512 },
      surveyBatch: { per: 'batch', milliseconds: 200, label: 1, memoryMb: 1_769 },
      settleRelease: { per: 'build', milliseconds: 500, label: 0.03, memoryMb: 3_008 },
      writeBatch: { per: 'batch', milliseconds: 200, label: 0.3, memoryMb: 1_769 },
      assembleFile: { per: 'build', milliseconds: 2_000, label: 0.1, memoryMb: 1_769 },
      finishRelease: { per: 'build', milliseconds: 1_000, label: 0.15, memoryMb: 3_008 },
    },
    /** Of the parent, its start and each try that went well: eight states, and a few files that are assembled. */
    states: 20,
  },
  /** Lambda receives and deletes so many messages at a time. */
  messagesPerReceive: 10,
  /**
   * Lambda reads a queue of little traffic with so many pollers, each of which collects a batch of its own. How SQS spreads
   * messages over them is not documented; here each gets every message with the same chance. Without maximumConcurrency
   * Lambda may go down to two: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html
   */
  pollers: 5,
  /** Each poller asks an idle queue every 20 s. */
  idleReceivesPerMonth: (5 * 30 * 24 * 3600) / 20,
  /** X-Ray records the first trace of each second and 5 % of the others; labels come evenly over the month. */
  secondsPerMonth: 30 * 24 * 3600,
  sampledBeyondFirst: 0.05,
  /** With a bucket key, KMS is asked for about one of so many requests of S3. */
  s3RequestsPerKmsRequest: 100,
  secretsPerConnection: 2,
  /** deploy/alarm-table.ts; one of them watches two metrics, and each is paid. */
  alarmMetrics: 23,
  /** Silence and LabelsLate. */
  alarmMetricsPerConnection: 2,
  /** ReleaseNotStarted, which is there only where releases are scheduled. */
  alarmMetricsOfScheduledReleases: 1,
  /** Times a month that a connection is reconciled: every six hours, and as a whole each week; deploy/reconciliation.ts. */
  reconciliationsPerConnection: 30 * 4 + 30 / 7,
  /** deploy/dashboard.ts. One of the three that an account has free; a fourth is 3 USD a month: https://aws.amazon.com/cloudwatch/pricing/ */
  dashboards: 1,
  /** DeliveryAccepted and LabelLatency; the others are counted only when something fails. */
  metricsPerConnection: 2,
  /** Containers that read a secret every five minutes, all day long. */
  containersReadingSecrets: 2,
} as const;

/**
 * Encord's recipe, one Lambda a label, made of a container image (x86): the webhook calls it, it fetches one label row
 * with Encord's SDK (about four requests, one after the other), and puts one object. Nothing of it was measured.
 */
export const recipeAssumptions = {
  milliseconds: 1_500,
  memoryMb: 512,
  logBytes: 600, // the three lines of Lambda and one of its own
  puts: 1,
  imageGigabytes: 0.5,
} as const;
