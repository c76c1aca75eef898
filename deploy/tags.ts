import { Explained, parameters, type Variables } from './parameters.ts';

export type Tags = Readonly<Record<string, string>>;

/**
 * How a type of resource takes tags: as a list of `Key` and `Value`, or as a map.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html
 */
const shapes: Readonly<Record<string, 'list' | 'map' | 'none'>> = {
  'AWS::ApiGateway::BasePathMapping': 'none',
  'AWS::ApiGateway::Deployment': 'none',
  'AWS::ApiGateway::DomainName': 'list',
  'AWS::ApiGateway::Method': 'none',
  'AWS::ApiGateway::Resource': 'none',
  'AWS::ApiGateway::RestApi': 'list',
  'AWS::ApiGateway::Stage': 'list',
  'AWS::ApiGatewayV2::Api': 'map',
  'AWS::ApiGatewayV2::ApiMapping': 'none',
  'AWS::ApiGatewayV2::DomainName': 'map',
  'AWS::ApiGatewayV2::Integration': 'none',
  'AWS::ApiGatewayV2::Route': 'none',
  'AWS::ApiGatewayV2::Stage': 'map',
  'AWS::CloudWatch::Alarm': 'list',
  'AWS::CloudWatch::Dashboard': 'list',
  'AWS::Events::EventBus': 'list',
  'AWS::Events::Rule': 'list',
  'AWS::IAM::Role': 'list',
  'AWS::Lambda::EventInvokeConfig': 'none',
  'AWS::Lambda::EventSourceMapping': 'list',
  'AWS::Lambda::Function': 'list',
  'AWS::Lambda::Permission': 'none',
  'AWS::Lambda::Url': 'none',
  'AWS::Logs::LogGroup': 'list',
  'AWS::Logs::MetricFilter': 'none',
  'AWS::Logs::QueryDefinition': 'none',
  'AWS::S3::Bucket': 'list',
  'AWS::S3::BucketPolicy': 'none',
  'AWS::SNS::Subscription': 'none',
  'AWS::SNS::Topic': 'list',
  'AWS::SNS::TopicPolicy': 'none',
  'AWS::SQS::Queue': 'list',
  'AWS::SQS::QueuePolicy': 'none',
  'AWS::Scheduler::Schedule': 'none',
  'AWS::Scheduler::ScheduleGroup': 'list',
  'AWS::SecretsManager::Secret': 'list',
  'AWS::StepFunctions::StateMachine': 'list',
};

/** `team=labels,cost-center=1234` */
export function tagsIn(text: string): Tags {
  const pairs = text === '' ? [] : text.split(',').map((pair) => pair.split(/=(.*)/s, 2) as [string, string]);
  const twice = pairs.find(([name], index) => pairs.findIndex(([other]) => other === name) !== index);
  if (twice) throw new Explained(`Fix the parameters of this stage: tags names ${twice[0]} twice. Name it once.`);
  return Object.fromEntries(pairs);
}

/** Of the stack itself, which hands them on to the bucket that it begins with. */
export const stackTags = async (variables: Variables): Promise<Tags> => tagsIn((await parameters(variables)).tags);

/** The property `Tags` of a resource; nothing where it takes none. */
export function tagsOf(type: string, tags: Tags): { readonly Tags?: unknown } {
  const shape = shapes[type];
  if (shape === undefined)
    throw new Error(`deploy/tags.ts must say how ${type} takes tags, but does not name it. Add it.`);
  if (shape === 'none' || Object.keys(tags).length === 0) return {};
  return { Tags: shape === 'map' ? tags : Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) };
}
