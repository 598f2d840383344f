// `npm run galley -- <command>`: the command line, from the built server when it is up to date.

import { buildIfStale, root } from './build.mjs'

await buildIfStale(['server'])
await import(new URL('dist/server/cli.js', root).href)
