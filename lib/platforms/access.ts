import type { PlatformApi } from './platform-api.ts';

/**
 * What it takes to let a platform read a bucket by a role of the bucket owner's account, and what the platform's API can do
 * about it. Loaded on demand; no function loads it.
 */
export type PlatformAccess = {
  /** The product that has delegated access: it can be one edition of several. */
  readonly title: string;
  /** Where the pages are that load objects into the browser. Empty where that is not known: `--origin` names them then. */
  readonly origins: readonly string[];
  /** The region in which the platform assumes the role; STS must be active there. Left out where it is not documented. */
  readonly stsRegion?: string;
  /** Accepted in place of the role's ARN as long as there is no role. */
  readonly placeholderArn?: string;
  /** Where the platform shows its AWS account and the external ID, and where the role's ARN is entered. */
  readonly where: string;
  /** The media types that the platform takes. Left out where they are not known: objects of any type pass. */
  readonly mediaTypes?: readonly string[];
  readonly largestBytes?: Readonly<Record<string, number>>;
  /** What is not known about the platform, for the person who decides. */
  readonly unknown: readonly string[];
  /** Only where the platform has an API for its integrations with AWS. */
  readonly integrations?: Integrations;
  /** Only where the platform has an API that makes data sets of objects in a bucket. */
  readonly datasets?: Datasets;
};

/** `hint`: not wrong in itself, or not visible from here; `unjudged`: could not be looked at, so nobody may rely on it. */
export type Outcome = 'pass' | 'fail' | 'hint' | 'unjudged';

/** One check: what was found, and what to do about it. */
export type Finding = {
  readonly check: string;
  readonly outcome: Outcome;
  readonly message: string;
  readonly fix?: string;
};

/** What the platform itself finds; where it is not valid, at least one finding fails. */
export type Validation = { readonly isValid: boolean; readonly findings: readonly Finding[] };

export type Integration = { readonly id: string; readonly name: string; readonly roleArn: string };

/** An integration as it must become. `readBucket`: the one bucket that its role reads; null where it reads several. */
export type WantedIntegration = Pick<Integration, 'name' | 'roleArn'> & { readonly readBucket: string | null };

export type Integrations = {
  list(api: PlatformApi): Promise<readonly Integration[]>;
  create(wanted: WantedIntegration, api: PlatformApi): Promise<Integration>;
  update(id: string, wanted: WantedIntegration, api: PlatformApi): Promise<void>;
  validate(id: string, api: PlatformApi): Promise<Validation>;
};

export const dataTypeIds = [
  'image',
  'video',
  'text',
  'audio',
  'dicom',
  'document',
  'conversation',
  'geospatial',
] as const;
export type DataTypeId = (typeof dataTypeIds)[number];

export type DataType = {
  /** The media types that an object's bytes may have. */
  readonly contents: readonly string[];
  /** In lower case, without the dot; `--trust-extensions` goes by them. */
  readonly extensions: readonly string[];
  readonly largestBytes?: number;
};

export type MetadataValue = { readonly name: string; readonly value: string | number };
export type Attachment = { readonly type: string; readonly value: string; readonly name?: string };

/** How an image is laid out on a map. `bounds` are two corners, [latitude, longitude] each. */
export type Tiles = {
  readonly epsg: string;
  readonly bounds: readonly [readonly [number, number], readonly [number, number]];
  readonly min_zoom: number;
  readonly max_zoom: number;
};

/** An object that was found fit for the data set, before it is written in the platform's own words. */
export type FitObject = {
  readonly type: DataTypeId;
  readonly key: string;
  readonly url: string;
  readonly globalKey: string;
  readonly metadata: readonly MetadataValue[];
  readonly attachments: readonly Attachment[];
  readonly textLayerUrl?: string;
  readonly tiles?: Tiles;
};

/** One line of an import file, in the platform's own words. */
export type ImportRow = Readonly<Record<string, unknown>>;

export type Datasets<Row extends ImportRow = ImportRow> = {
  readonly types: { readonly [Id in DataTypeId]?: DataType };
  /** In characters, and in rows of one task. A global key names an object among all that the platform holds. */
  readonly limits: { readonly globalKey: number; readonly metadataValue: number; readonly rowsPerTask: number };
  readonly attachments: {
    readonly types: readonly string[];
    /** The type of which the value is the text itself instead of an address. */
    readonly textType: string;
    /** What an attachment in the bucket becomes, by the extension of its key. */
    readonly typesByExtension: Readonly<Record<string, string>>;
  };
  /** Systems of coordinates that `Tiles.epsg` may name. */
  readonly tileSystems: readonly string[];
  row(object: FitObject): Row;
  identify(row: Row): Pick<FitObject, 'key' | 'url' | 'globalKey'>;
  /** Tried once: an answer that got lost would leave a second data set behind. */
  create(name: string, api: PlatformApi): Promise<string>;
  defaultIntegration(api: PlatformApi): Promise<string | undefined>;
  /** Lets an integration sign for the data set's objects. */
  useIntegration(dataset: string, integration: string, api: PlatformApi): Promise<void>;
  validate(dataset: string, api: PlatformApi): Promise<Validation>;
  /** `hasMetadata`: at least one of the rows has some. */
  importer(dataset: string, hasMetadata: boolean, api: PlatformApi): Promise<Importer<Row>>;
};

/** What became of a row. `taken`: the platform already has a row with this global key. */
export type ImportResult =
  | { readonly outcome: 'created'; readonly dataRow: string }
  | { readonly outcome: 'taken' }
  | { readonly outcome: 'failed'; readonly message: string };

/** Sends rows to one data set, a task at a time. */
export type Importer<Row extends ImportRow = ImportRow> = {
  /**
   * Uploads rows and starts a task with them; undefined where none of them can be sent. `onRetry`: the request that starts
   * the task is repeated, so the task may run twice.
   */
  start(
    rows: AsyncIterable<Row>,
    events: { readonly onUploaded: (rows: number) => void; readonly onRetry: () => void },
  ): Promise<string | undefined>;
  /** Waits until the task ends. Throws where it does not end in time. */
  results(task: string | undefined): Promise<{ resultOf(row: Row): ImportResult }>;
};

export const definePlatformAccess = (access: PlatformAccess): PlatformAccess => access;
