// `npm start`: builds what is missing or older than its sources, then runs the server in this process.

import { buildIfStale, root } from './build.mjs'

await buildIfStale(['client', 'server'])
await import(new URL('dist/server/main.js', root).href)
