/** What a platform needs to be let into a bucket. What its documentation does not say is left out: it is asked for. */
export type AccessPlatform = {
  readonly title: string;
  /** The pages that load objects into the browser. Empty: not known; `--origin` says them. */
  readonly origins: readonly string[];
  /** From where it assumes the role; STS must be active there. */
  readonly stsRegion?: string;
  /** Takes the place of the role's ARN until the role is there. */
  readonly placeholderArn?: string;
  /** Where the platform shows its AWS account and the external ID, and where the ARN goes. */
  readonly where: string;
  /** What data may be made of; undefined: not known, objects of any type pass. */
  readonly mediaTypes?: readonly string[];
  readonly largestBytes?: Readonly<Record<string, number>>;
  /** What is not known about it, for the person who decides. */
  readonly unknown: readonly string[];
};

const mebibyte = 1024 * 1024;

export const accessPlatforms = {
  // https://docs.labelbox.com/docs/import-aws-s3-data; the types: https://docs.labelbox.com/docs/supported-data-types
  labelbox: {
    title: 'Labelbox',
    origins: ['https://app.labelbox.com', 'https://editor.labelbox.com'],
    stsRegion: 'us-east-2',
    placeholderArn: 'arn:aws:iam::000000000000:role/temporary',
    where: 'Settings > Integrations > Add integrations > "Sync from a source" > AWS',
    mediaTypes: [
      'image/jpeg',
      'image/png',
      'image/bmp',
      'image/tiff',
      'application/vnd.nitf',
      'video/mp4',
      'audio/mpeg',
      'audio/wav',
      'application/dicom',
      'application/pdf',
      'application/json',
      'text/html',
      'text/plain',
    ],
    largestBytes: { 'video/mp4': 1024 * mebibyte },
    unknown: ['Labelbox prints its AWS account id in no documentation: compare it with what the page shows.'],
  },
  encord: {
    title: 'Encord',
    origins: [],
    where: 'the page on which Encord adds an integration of AWS',
    unknown: [
      'Encord’s AWS account, where the external ID comes from, and the origins of its pages are not documented in public: take them from its integration page.',
      'Objects of any type pass here: Encord checks them when they are registered.',
    ],
  },
  'label-studio': {
    title: 'Label Studio Enterprise',
    origins: [],
    where: 'the project’s Settings > Cloud Storage, Amazon S3 with an IAM role',
    unknown: [
      'The AWS account and the external ID are those that your Label Studio Enterprise shows; the origin is its own address.',
      'Objects of any type pass here. The open-source Label Studio has no delegated access: it needs keys.',
    ],
  },
} as const satisfies Record<string, AccessPlatform>;

export type AccessPlatformId = keyof typeof accessPlatforms;
