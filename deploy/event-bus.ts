import { type Parameters, parameters, type Variables } from './parameters.ts';
import { allow, type Statement } from './role.ts';

/** A bus of the stack's own account and region, unless its ARN says otherwise. */
const busArn = ({ eventBus }: Parameters): unknown =>
  eventBus.startsWith('arn:')
    ? eventBus
    : { 'Fn::Sub': `arn:\${AWS::Partition}:events:\${AWS::Region}:\${AWS::AccountId}:event-bus/${eventBus}` };

export const announce = (given: Parameters): Statement =>
  allow('Announce', ['events:PutEvents'], busArn(given), { StringEquals: { 'events:source': 'labelwire' } });

/** Nothing unless labels are announced, too. */
export const announceLabels = (given: Parameters): Statement[] => (given.notify === 'on' ? [announce(given)] : []);

/** What the functions have in NOTIFY_BUS: empty where no label is announced. */
export async function notifyBus(variables: Variables): Promise<string> {
  const { notify, eventBus } = await parameters(variables);
  return notify === 'on' ? eventBus : '';
}
