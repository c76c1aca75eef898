import { readsDocument } from '../configuration/chosen-formats.ts';
import { type Configuration, routeOf } from '../configuration/configuration.ts';
import { takesByStage } from '../configuration/takes.ts';
import { required } from './environment.ts';

/** Bytes, as the deployment gives it in MiB. */
export const largestLabel = (): number => Number(required('LARGEST_LABEL_MIB')) * 1024 * 1024;

/** What FetchLabels takes of a group at most, and what its route needs of each label. */
export const fetchLimits = (
  configuration: Configuration,
  group: { readonly connection: string; readonly project: string },
) => ({
  labelsPerChild: Number(required('LABELS_AT_ONCE')),
  largestLabel: largestLabel(),
  keepsDocument: readsDocument(configuration, group),
  wantsStage: takesByStage(routeOf(configuration, group)),
});
