/** The server's numbers in Prometheus' format. */

import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

export interface Metrics {
  readonly contentType: string
  text(): Promise<string>
  /** One answered request; `route` is the pattern, never an address with ids in it. */
  answered(method: string, route: string, status: number, seconds: number): void
  /** Offers a number that is asked for whenever somebody looks. */
  gauge(name: string, help: string, value: () => number): void
}

const SECONDS = [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10]

export function createMetrics(): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry, prefix: 'galley_' })
  const requests = new Histogram({
    name: 'galley_http_request_seconds',
    help: 'How long requests took to answer.',
    labelNames: ['method', 'route', 'status'],
    buckets: SECONDS,
    registers: [registry],
  })
  return {
    contentType: registry.contentType,
    text: () => registry.metrics(),
    answered: (method, route, status, seconds) => requests.observe({ method, route, status }, seconds),
    gauge: (name, help, value) => {
      new Gauge({
        name,
        help,
        registers: [registry],
        collect() {
          this.set(value())
        },
      })
    },
  }
}
