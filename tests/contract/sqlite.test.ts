/** The SQLite store holds the laws. */

import { sqliteDriver } from './drivers.ts'
import { describeStore } from './suite.ts'

describeStore(sqliteDriver)
