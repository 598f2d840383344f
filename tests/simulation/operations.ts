/** What can happen in a simulated newsroom, as data: a history is a seed, or a list of these. */

import type { Random } from '../text/random.ts'

/** `slot` is a tab's place, 0 to 4; `at` a place in the text from 0 to 1; `device` 0 to 2. */
export type Operation =
  | { readonly type: 'type'; readonly slot: number; readonly at: number; readonly count: number }
  | { readonly type: 'erase'; readonly slot: number; readonly at: number; readonly count: number }
  | { readonly type: 'split'; readonly slot: number; readonly at: number }
  | { readonly type: 'join'; readonly slot: number; readonly at: number }
  | { readonly type: 'format'; readonly slot: number; readonly at: number; readonly count: number }
  | { readonly type: 'undo'; readonly slot: number }
  | { readonly type: 'redo'; readonly slot: number }
  | { readonly type: 'deliver'; readonly slot: number; readonly count: number }
  | {
      readonly type: 'cut'
      readonly slot: number
      readonly up: number
      readonly down: number
      readonly noticed: boolean
    }
  | { readonly type: 'heal'; readonly slot: number }
  | { readonly type: 'kill'; readonly slot: number; readonly written: number; readonly up: number }
  | { readonly type: 'close'; readonly slot: number }
  | { readonly type: 'open'; readonly slot: number }
  | { readonly type: 'disk'; readonly count: number }
  | { readonly type: 'diskFails'; readonly kept: boolean }
  | { readonly type: 'crash'; readonly kept: boolean; readonly down: number }
  | { readonly type: 'restart' }
  | { readonly type: 'cache'; readonly device: number; readonly count: number }
  | { readonly type: 'cacheFails'; readonly device: number; readonly applied: boolean }
  | { readonly type: 'wait'; readonly ms: number }

export type OperationType = Operation['type']

/** How often each happens, relative to the others. */
export type Weights = Readonly<Record<OperationType, number>>

export const EVERYDAY: Weights = {
  type: 26,
  erase: 6,
  split: 4,
  join: 2,
  format: 4,
  undo: 4,
  redo: 2,
  deliver: 40,
  cut: 3,
  heal: 7,
  kill: 1.5,
  close: 0.7,
  open: 7,
  disk: 26,
  diskFails: 0.7,
  crash: 1,
  restart: 9,
  cache: 10,
  cacheFails: 0.7,
  wait: 12,
}

const NEVER = Object.fromEntries(Object.keys(EVERYDAY).map((type) => [type, 0])) as Weights

/** Tabs open and close without a connection, again and again, on devices that are slow to answer. */
export const WITHOUT_CONNECTION: Weights = {
  ...NEVER,
  type: 30,
  erase: 5,
  cut: 20,
  heal: 1.5,
  kill: 6,
  open: 20,
  deliver: 20,
  disk: 20,
  cache: 60,
  wait: 25,
}

/** Tabs die while they type, between their cache and the server. */
export const SUDDEN_DEATHS: Weights = {
  ...NEVER,
  type: 40,
  undo: 4,
  kill: 14,
  open: 25,
  deliver: 20,
  disk: 15,
  cache: 30,
  wait: 12,
  cut: 2,
  heal: 4,
}

const SLOTS = 5
const DEVICES = 3

export function anyOperation(random: Random, weights: Weights): Operation {
  const { below, chance } = random
  const slot = below(SLOTS)
  const type = anyType(random, weights)
  switch (type) {
    case 'type':
    case 'erase':
    case 'format':
      return { type, slot, at: chance(), count: 1 + below(4) }
    case 'split':
    case 'join':
      return { type, slot, at: chance() }
    case 'undo':
    case 'redo':
    case 'heal':
    case 'close':
    case 'open':
      return { type, slot }
    case 'deliver':
      return { type, slot, count: 1 + below(8) }
    case 'cut':
      return { type, slot, up: below(3), down: below(3), noticed: chance() < 0.5 }
    case 'kill':
      return { type, slot, written: below(3), up: below(3) }
    case 'disk':
      return { type, count: 1 + below(4) }
    case 'diskFails':
      return { type, kept: chance() < 0.5 }
    case 'crash':
      return { type, kept: chance() < 0.4, down: below(3) }
    case 'restart':
      return { type }
    case 'cache':
      return { type, device: below(DEVICES), count: 1 + below(4) }
    case 'cacheFails':
      return { type, device: below(DEVICES), applied: chance() < 0.5 }
    case 'wait':
      return { type, ms: 1 + below(chance() < 0.2 ? 8_000 : 400) }
  }
}

function anyType({ chance }: Random, weights: Weights): OperationType {
  const types = Object.entries(weights) as [OperationType, number][]
  let point = chance() * types.reduce((sum, [, weight]) => sum + weight, 0)
  for (const [type, weight] of types) {
    point -= weight
    if (point < 0) return type
  }
  return 'deliver'
}
