/** How many cases of a property are tried: `npm run test:slow` tries several times as many as `npm test`, to find rare ones. */
export const propertyRuns = (quick: number): number => quick * propertyTimes;

export const propertyTimes = Number(process.env.PROPERTY_TIMES ?? 1);
