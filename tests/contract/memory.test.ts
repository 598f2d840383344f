/** The memory store holds the laws. */

import { memoryDriver } from './drivers.ts'
import { describeStore } from './suite.ts'

describeStore(memoryDriver())
