import type { PlatformApi } from '../../../lib/platforms/platform.ts';
import type { MetadataValue } from '../import-row.ts';
import { getMetadataFields } from './operations.ts';
import { askPatiently } from './patient.ts';

type Field = {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  readonly options?: readonly { readonly id: string; readonly name: string }[] | null | undefined;
};
type WireValue = { readonly schemaId: string; readonly value: unknown };

/** A row's metadata cannot be sent as it is. The message names the field, never its value. */
export class UnknownMetadata extends Error {}

/** From names to Labelbox's ids: https://docs.labelbox.com/docs/datarow-metadata. Gives a function that throws UnknownMetadata. */
export async function metadataFields(api: PlatformApi) {
  const { customMetadataOntology } = await askPatiently(api, getMetadataFields);
  const fields = new Map<string, Field>(customMetadataOntology.map((field) => [field.name, field]));
  return (metadata: readonly MetadataValue[]): WireValue[] => metadata.flatMap((value) => wire(value, fields));
}

function wire({ name, value }: MetadataValue, fields: ReadonlyMap<string, Field>): WireValue[] {
  const field = fields.get(name);
  if (!field) throw new UnknownMetadata(`Labelbox has no metadata field "${name}": make it (Schema > Metadata) first`);
  const kind = field.kind.replace(/^CustomMetadata/, '');
  return writers[kind]?.(field, value) ?? [{ schemaId: field.id, value }];
}

type Writer = (field: Field, value: string | number) => WireValue[];

const writers: Readonly<Record<string, Writer>> = {
  Number({ id, name }, value) {
    const number = Number(value);
    if (value === '' || !Number.isFinite(number)) throw new UnknownMetadata(`metadata field "${name}" takes a number`);
    return [{ schemaId: id, value: number }];
  },
  String: ({ id }, value) => [{ schemaId: id, value: String(value) }],
  // The SDK relabels a time with an offset as UTC; sent as UTC there is nothing to relabel.
  DateTime({ id, name }, value) {
    const time = new Date(value);
    if (Number.isNaN(time.getTime())) throw new UnknownMetadata(`metadata field "${name}" takes a time of ISO 8601`);
    return [{ schemaId: id, value: time.toISOString() }];
  },
  Enum({ id, name, options }, value) {
    const option = options?.find((one) => one.name === String(value));
    if (!option) throw new UnknownMetadata(`metadata field "${name}" has no such option`);
    return [
      { schemaId: id, value: {} },
      { schemaId: option.id, value: {} },
    ];
  },
};
