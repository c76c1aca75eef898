/**
 * How many cases of a property are tried: `npm run test:slow` tries some times as many as `npm test`, where this number is
 * enough to find the faults that were planted to see the property fail.
 */
export const propertyRuns = (quick: number): number => quick * propertyTimes;

export const propertyTimes = Number(process.env.PROPERTY_TIMES ?? 1);
