// `npm run dev`: the page with hot reload on port 5173, the server restarted at every change behind it.

import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { createServer } from 'vite'

const root = fileURLToPath(new URL('../', import.meta.url))
const port = process.env.PORT ?? '3000'

const server = spawn(process.execPath, [`${root}node_modules/tsx/dist/cli.mjs`, 'watch', 'server/main.ts'], {
  cwd: root,
  stdio: 'inherit',
  // The page is at vite's address: links that the server prints lead there.
  env: { ...process.env, PORT: port, BASE_URL: process.env.BASE_URL ?? 'http://localhost:5173' },
})

const behind = { target: `http://127.0.0.1:${port}` }
const page = await createServer({
  configFile: `${root}vite.config.ts`,
  server: {
    port: 5173,
    strictPort: true,
    proxy: {
      '/api': behind,
      '/images': behind,
      '/healthz': behind,
      '/readyz': behind,
      '/collab': { ...behind, ws: true },
    },
  },
})
await page.listen()
page.printUrls()

server.on('exit', async (code) => {
  await page.close()
  process.exit(code ?? 0)
})
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => server.kill(signal))
