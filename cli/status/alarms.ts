import { type CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';

export type RingingAlarm = {
  readonly name: string;
  readonly since: string | undefined;
  /** What happened and what to do, as the deployment says it. */
  readonly means: string;
};

/** `stack`: `labelwire-<stage>`, with which the names of its alarms begin. */
export async function ringingAlarms(
  cloudWatch: Pick<CloudWatchClient, 'send'>,
  stack: string,
): Promise<readonly RingingAlarm[]> {
  const prefix = `${stack}-`;
  const { MetricAlarms = [] } = await cloudWatch.send(
    new DescribeAlarmsCommand({ AlarmNamePrefix: prefix, StateValue: 'ALARM', MaxRecords: 100 }),
  );
  return MetricAlarms.map(({ AlarmName = '', AlarmDescription = '', StateUpdatedTimestamp }) => ({
    name: AlarmName.slice(prefix.length),
    since: StateUpdatedTimestamp?.toISOString(),
    means: AlarmDescription,
  }));
}
