/** The PostgreSQL store holds the laws. */

import { postgresDriver } from './drivers.ts'
import { describeStore } from './suite.ts'

describeStore(postgresDriver)
