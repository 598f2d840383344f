/** The thread in which updates are tried out: see trial.ts. It holds nothing between two trials. */

import { parentPort } from 'node:worker_threads'
import { must } from '../../shared/assert.ts'
import { systemClock } from '../clock.ts'
import { admit } from './admission.ts'
import { type Trial, tryOut } from './trial.ts'
import type { FromThread } from './trials.ts'

const port = must(parentPort, 'the thread that asks')
const say = (said: FromThread) => port.postMessage(said)
port.on('message', (trial: Trial) => say(tryOut(trial, admit, systemClock.now)))
say('ready')
