import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';
import type { SNSClient } from '@aws-sdk/client-sns';
import { ListSubscriptionsByTopicCommand } from '@aws-sdk/client-sns';
import { type Check, CheckFailed, type Deployed } from './check.ts';

/** Whether somebody hears of an alarm. */
export const subscriberCheck = ({ stack, awsAt }: Deployed, sns: Pick<SNSClient, 'send'>): Check => ({
  name: 'alarms reach somebody',
  async look() {
    const { alarmTopicArn } = stack;
    if (!alarmTopicArn) return 'no alarms, as the parameter alarms says';
    const { Subscriptions = [] } = await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn: alarmTopicArn }));
    const pending = Subscriptions.filter(({ SubscriptionArn }) => SubscriptionArn === 'PendingConfirmation');
    const confirmed = Subscriptions.length - pending.length;
    if (confirmed > 0) return `${confirmed} subscribed`;
    const [{ Endpoint = '<address>', Protocol = 'email' } = {}] = pending;
    const subscribe = `aws sns subscribe --topic-arn ${alarmTopicArn} --protocol ${Protocol} --notification-endpoint ${Endpoint}${awsAt}`;
    throw new CheckFailed(
      pending.length > 0
        ? `${Endpoint} has not confirmed yet: open the link in its mail. Have it sent again: ${subscribe}`
        : `nobody is subscribed. Set alarmEmail or alarmTopicArn and deploy, or: ${subscribe}`,
    );
  },
});

const lookBackDays = 14;
const dayMilliseconds = 24 * 3_600_000;

/** When the last webhook of a connection was accepted. */
export const acceptedCheck = (
  connection: string,
  { name, at }: Deployed,
  cloudWatch: Pick<CloudWatchClient, 'send'>,
  now = new Date(),
): Check => ({
  name: `${connection}: last webhook`,
  async look() {
    const { Datapoints = [] } = await cloudWatch.send(
      new GetMetricStatisticsCommand({
        Namespace: 'Labelwire',
        MetricName: 'DeliveryAccepted',
        Dimensions: [
          { Name: 'service', Value: name },
          { Name: 'connection', Value: connection },
        ],
        StartTime: new Date(now.getTime() - lookBackDays * dayMilliseconds),
        EndTime: now,
        Period: 3600,
        Statistics: ['Sum'],
      }),
    );
    const times = Datapoints.flatMap(({ Timestamp }) => Timestamp?.getTime() ?? []);
    if (times.length > 0) {
      const hours = Math.floor((now.getTime() - Math.max(...times)) / 3_600_000);
      return `accepted ${hours < 1 ? 'within the last hour' : `${hours} hours ago`}`;
    }
    throw new CheckFailed(
      `none was accepted in ${lookBackDays} days. Is the webhook switched on? npx labelwire connect ${connection}${at}`,
    );
  },
});
