// A variable of serverless.yml reads .js but not .ts; Node reads both.
import { reportedOnce } from './reported-once.ts';
import * as variables from './variables.ts';

const resources = Object.fromEntries(
  Object.entries(variables).map(([name, variable]) => [name, reportedOnce(variable)]),
);

// What `require` returns, which is how osls reads this file.
export { resources as 'module.exports' };
