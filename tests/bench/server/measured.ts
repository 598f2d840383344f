/** Starts a measured process, built as it is built for production, and talks to it. */

import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import type { Ask, Mode, Reply, Usage } from './process.ts'

/** Inside node_modules, so that what is not bundled is found. */
const outDir = fileURLToPath(new URL('../../../node_modules/.cache/galley-bench', import.meta.url))
const source = (path: string) => fileURLToPath(new URL(path, import.meta.url))

export async function buildMeasured(): Promise<void> {
  await build({
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: true,
      target: 'node20',
      outDir,
      emptyOutDir: true,
      rollupOptions: {
        input: {
          process: source('process.ts'),
          'sqlite-writer': source('../../../server/store/sqlite-writer.ts'),
          'trial-worker': source('../../../server/room/trial-worker.ts'),
        },
        output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
    },
  })
}

export class Measured {
  readonly #child: ChildProcess
  readonly #replies: ((reply: Reply) => void)[] = []
  readonly port: number

  private constructor(child: ChildProcess, port: number) {
    this.#child = child
    this.port = port
    child.on('message', (reply: Reply) => this.#replies.shift()?.(reply))
  }

  /** `speed`: how much faster than the real one the server's clock runs. */
  static async start(mode: Mode, speed = 1): Promise<Measured> {
    const profileTo = process.env.BENCH_PROFILE
    const profiling = profileTo ? ['--cpu-prof', `--cpu-prof-dir=${profileTo}`] : []
    const child = fork(`${outDir}/process.js`, [mode, String(speed)], {
      execArgv: ['--expose-gc', ...profiling],
    })
    const port = await new Promise<number>((resolve, reject) => {
      child.once('message', (reply: Reply) => reply.kind === 'ready' && resolve(reply.port))
      child.once('exit', (code) => reject(new Error(`the measured process ended with ${code}`)))
    })
    return new Measured(child, port)
  }

  async article(update: Uint8Array): Promise<string> {
    const answer = await this.#ask({ kind: 'article', update: Buffer.from(update).toString('base64') })
    return answer.kind === 'article' ? answer.id : ''
  }

  async usage(collect = false): Promise<Usage> {
    return (await this.#ask({ kind: 'usage', collect })) as Usage & Reply
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.#child.once('exit', resolve))
    this.#child.send({ kind: 'stop' } satisfies Ask)
    await ended
  }

  #ask(ask: Ask): Promise<Reply> {
    return new Promise((resolve) => {
      this.#replies.push(resolve)
      this.#child.send(ask)
    })
  }
}
