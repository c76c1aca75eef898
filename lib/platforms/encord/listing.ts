/** What an announcement's `listing` says, and how it is read again: `stage:<uuid of the workflow's stage>`. */

const prefix = 'stage:';

export const listingOfStage = (stage: string): string => `${prefix}${stage}`;

/** Nothing where the listing is of no stage. */
export const stageOfListing = (listing: string): string | undefined =>
  listing.startsWith(prefix) && listing.length > prefix.length ? listing.slice(prefix.length) : undefined;
