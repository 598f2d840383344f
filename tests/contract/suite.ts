/** Runs the laws on a driver, and finds out which of them notice a planted bug. */

import { describe, it } from 'vitest'
import type { Store } from '../../server/store/store.ts'
import { must } from '../../shared/assert.ts'
import type { Driver, Lab, Law } from './lab.ts'
import { STORE_LAWS } from './store.ts'

export function describeStore(driver: Driver) {
  describe(`the laws of the store on ${driver.name}`, () => {
    for (const law of STORE_LAWS) it(law.name, () => holdsOn(driver, law))
  })
}

async function holdsOn(driver: Driver, law: Law) {
  const lab = await driver.lab()
  try {
    await law.holds(lab)
  } finally {
    await lab.destroy()
  }
}

/** Whether a driver breaks a law: an assertion of it fails. */
export async function breaks(driver: Driver, name: string): Promise<boolean> {
  const law = must(
    STORE_LAWS.find((each) => each.name === name),
    `the law “${name}”`,
  )
  try {
    await holdsOn(driver, law)
    return false
  } catch (error) {
    if (error instanceof Error && error.name === 'AssertionError') return true
    throw error
  }
}

/** The same driver with a bug in every store it opens. */
export const planted = (driver: Driver, plant: (store: Store) => Store): Driver => ({
  name: driver.name,
  async lab(): Promise<Lab> {
    const lab = await driver.lab()
    return {
      ...lab,
      store: plant(lab.store),
      another: async () => plant(await lab.another()),
      crash: async () => plant(await lab.crash()),
    }
  },
})
