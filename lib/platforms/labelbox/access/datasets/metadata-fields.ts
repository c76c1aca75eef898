import type { MetadataValue } from '../../../access.ts';
import type { PlatformApi } from '../../../platform.ts';
import { askPatiently } from '../ask.ts';
import { getMetadataFields } from './operations.ts';

type Field = {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  readonly options?: readonly { readonly id: string; readonly name: string }[] | null | undefined;
};
type WireValue = { readonly schemaId: string; readonly value: unknown };

/** Why a row's metadata cannot be sent. The message names the field, never its value. */
export class UnknownMetadata extends Error {}

/**
 * Returns a function that puts Labelbox's ids in place of names, or throws UnknownMetadata.
 * https://docs.labelbox.com/docs/datarow-metadata
 */
export async function metadataFields(api: PlatformApi) {
  const { customMetadataOntology } = await askPatiently(api, getMetadataFields);
  const fields = new Map<string, Field>(customMetadataOntology.map((field) => [field.name, field]));
  return (metadata: readonly MetadataValue[]): WireValue[] => metadata.flatMap((value) => wire(value, fields));
}

function wire({ name, value }: MetadataValue, fields: ReadonlyMap<string, Field>): WireValue[] {
  const field = fields.get(name);
  if (!field)
    throw new UnknownMetadata(`Labelbox has no metadata field "${name}": create it (Schema > Metadata) first`);
  const kind = field.kind.replace(/^CustomMetadata/, '');
  return writers[kind]?.(field, value) ?? [{ schemaId: field.id, value }];
}

type Writer = (field: Field, value: string | number) => WireValue[];

const writers: Readonly<Record<string, Writer>> = {
  Number({ id, name }, value) {
    const number = Number(value);
    if (value === '' || !Number.isFinite(number))
      throw new UnknownMetadata(`metadata field "${name}" must be a number`);
    return [{ schemaId: id, value: number }];
  },
  String: ({ id }, value) => [{ schemaId: id, value: String(value) }],
  // The SDK takes a time with an offset for UTC; a time in UTC cannot be mistaken.
  DateTime({ id, name }, value) {
    const time = new Date(value);
    if (Number.isNaN(time.getTime())) throw new UnknownMetadata(`metadata field "${name}" must be a time in ISO 8601`);
    return [{ schemaId: id, value: time.toISOString() }];
  },
  Enum({ id, name, options }, value) {
    const option = options?.find((known) => known.name === String(value));
    if (!option) throw new UnknownMetadata(`metadata field "${name}" does not have this option`);
    return [
      { schemaId: id, value: {} },
      { schemaId: option.id, value: {} },
    ];
  },
};
