/** The deployed stack's figures, so that this machine behaves the same. Compared with serverless.yml by test. */
export const deployed = {
  /** Seconds that each function may take. */
  timeouts: {
    receiveWebhook: 10,
    startExport: 60,
    fetchLabels: 890,
    transformLabel: 28,
    writeExport: 28,
    rescueExecution: 30,
    syncLabels: 890,
    sweepExecutions: 300,
    planRelease: 890,
    surveyBatch: 890,
    settleRelease: 890,
    writeBatch: 890,
    assembleFile: 890,
    finishRelease: 890,
  },
  batchSize: 200,
  visibilityTimeoutSeconds: 362,
  maxReceiveCount: 100,
} as const;

export type FunctionName = keyof typeof deployed.timeouts;
export const functionNames = Object.keys(deployed.timeouts) as FunctionName[];
