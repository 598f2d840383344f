/**
 * Gives a whole vitest run one PostgreSQL: started when the first test file asks for it, stopped when the run ends, however it
 * ends. Test files are processes of their own, so they ask over HTTP.
 */

import { once } from 'node:events'
import { createServer } from 'node:http'
import { BROKER, startPostgres, type TestPostgres } from './postgres.ts'

export async function setup(): Promise<() => Promise<void>> {
  let postgres: Promise<TestPostgres> | undefined
  const broker = createServer(async (_request, response) => {
    postgres ??= startPostgres()
    try {
      response.end((await postgres).url)
    } catch (error) {
      response.statusCode = 500
      response.end(String(error))
    }
  }).listen(0, '127.0.0.1')
  await once(broker, 'listening')
  const address = broker.address()
  process.env[BROKER] = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`
  return async () => {
    broker.close()
    broker.closeAllConnections()
    await (await postgres?.catch(() => undefined))?.stop()
  }
}
