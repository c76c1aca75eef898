import { definePlatformAccess } from '../../access.ts';

export default definePlatformAccess({
  title: 'Label Studio Enterprise',
  origins: [],
  where: 'the project’s Settings > Cloud Storage, Amazon S3 with an IAM role',
  unknown: [
    'The AWS account and the external ID are those that your Label Studio Enterprise shows; the origin is its own address.',
    'Objects of any type pass here. The open-source Label Studio has no delegated access: it needs keys.',
  ],
});
