#!/usr/bin/env node
// `npm create labelwire` runs this. It is `labelwire init`, of the version that npm fetched with it.
process.argv.splice(2, 0, 'init');
await import('labelwire/command-line');
