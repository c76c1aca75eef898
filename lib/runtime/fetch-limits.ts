import { readsDocument } from '../configuration/chosen-formats.ts';
import { type Configuration, routeOf } from '../configuration/configuration.ts';
import { connectionOf } from '../configuration/connections.ts';
import { routeNeeds } from '../configuration/route-needs.ts';
import { takesByStage } from '../configuration/takes.ts';
import { required } from './environment.ts';
import { largestLabel } from './largest-label.ts';
import { mediaPlaces } from './media-places.ts';

/** What FetchLabels takes of a group at most, and what its route needs of each label, with where that may be read. */
export const fetchLimits = (
  configuration: Configuration,
  group: { readonly connection: string; readonly project: string },
  remainingMilliseconds: () => number,
) => ({
  labelsPerChild: Number(required('LABELS_AT_ONCE')),
  largestLabel: largestLabel(),
  keepsDocument: readsDocument(configuration, group),
  needs: routeNeeds(configuration, group),
  placesOf: mediaPlaces(connectionOf(group.connection, configuration), { remainingMilliseconds }),
  wantsStage: takesByStage(routeOf(configuration, group)),
});
