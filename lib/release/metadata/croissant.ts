import type { ManifestLine, Release } from '../layout.ts';
import { annotationColumns } from './annotation-table.ts';

type DescribedFile = Pick<ManifestLine, 'path' | 'sha256' | 'bytes'>;

/** Of a release, what its metadata says: everything but the sums of the metadata's own files. */
export type DescribedRelease = Omit<Release, 'manifestSha256' | 'manifestFiles' | 'documents'>;

/**
 * `croissant.json`: the release as programs find and load data sets, with its table of annotations as records. `files` are those
 * of the whole data set, that table among them: https://docs.mlcommons.org/croissant/docs/croissant-spec-1.0.html
 */
export function croissant(release: DescribedRelease, files: readonly DescribedFile[]): string {
  const document = {
    '@context': context,
    '@type': 'sc:Dataset',
    name: release.release,
    description: `${release.labels} labels of ${release.images} images, frozen by Labelwire.`,
    conformsTo: 'http://mlcommons.org/croissant/1.0',
    datePublished: release.createdAt,
    version: '1.0.0',
    keywords: release.classes,
    distribution: files.map(fileObject),
    recordSet: files.some(({ path }) => path === tableName) ? [annotations] : [],
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

const tableName = 'annotations.parquet';

const fileObject = ({ path, sha256, bytes }: DescribedFile) => ({
  '@type': 'cr:FileObject',
  '@id': path,
  name: path,
  contentUrl: path,
  contentSize: `${bytes} B`,
  encodingFormat: mediaTypeOf(path),
  sha256,
});

const mediaTypes: Readonly<Record<string, string>> = {
  parquet: 'application/x-parquet',
  json: 'application/json',
  jsonl: 'application/jsonlines',
  csv: 'text/csv',
  yaml: 'application/yaml',
  xml: 'application/xml',
  tar: 'application/x-tar',
};
const mediaTypeOf = (path: string): string => mediaTypes[path.slice(path.lastIndexOf('.') + 1)] ?? 'text/plain';

const dataTypes = { STRING: 'sc:Text', INT32: 'sc:Integer', DOUBLE: 'sc:Float' } as Readonly<Record<string, string>>;

const annotations = {
  '@type': 'cr:RecordSet',
  '@id': 'annotations',
  name: 'annotations',
  description: 'A record for each annotation, and one for each unit in which nothing is.',
  field: annotationColumns.map(({ name, type, about }) => ({
    '@type': 'cr:Field',
    '@id': `annotations/${name}`,
    name: `annotations/${name}`,
    description: about,
    dataType: dataTypes[type],
    source: { fileObject: { '@id': tableName }, extract: { column: name } },
  })),
};

/** The one that readers of the format take for the standard one: https://github.com/mlcommons/croissant/tree/main/datasets */
const context = {
  '@language': 'en',
  '@vocab': 'https://schema.org/',
  citeAs: 'cr:citeAs',
  column: 'cr:column',
  conformsTo: 'dct:conformsTo',
  cr: 'http://mlcommons.org/croissant/',
  rai: 'http://mlcommons.org/croissant/RAI/',
  data: { '@id': 'cr:data', '@type': '@json' },
  dataType: { '@id': 'cr:dataType', '@type': '@vocab' },
  dct: 'http://purl.org/dc/terms/',
  equivalentProperty: 'cr:equivalentProperty',
  examples: { '@id': 'cr:examples', '@type': '@json' },
  extract: 'cr:extract',
  field: 'cr:field',
  fileProperty: 'cr:fileProperty',
  fileObject: 'cr:fileObject',
  fileSet: 'cr:fileSet',
  format: 'cr:format',
  includes: 'cr:includes',
  isLiveDataset: 'cr:isLiveDataset',
  jsonPath: 'cr:jsonPath',
  key: 'cr:key',
  md5: 'cr:md5',
  parentField: 'cr:parentField',
  path: 'cr:path',
  recordSet: 'cr:recordSet',
  references: 'cr:references',
  regex: 'cr:regex',
  repeated: 'cr:repeated',
  replace: 'cr:replace',
  samplingRate: 'cr:samplingRate',
  sc: 'https://schema.org/',
  separator: 'cr:separator',
  source: 'cr:source',
  subField: 'cr:subField',
  transform: 'cr:transform',
};
