/** The version in package.json, checked by test: importing the file would put all of it into every bundle. */
export const version = '0.1.0';
