/** The thread in which updates are tried out: see trial.ts. It holds nothing between two trials. */

import { parentPort } from 'node:worker_threads'
import { must } from '../../shared/assert.ts'
import { systemClock } from '../clock.ts'
import { admit } from './admission.ts'
import { type Trial, tryOut } from './trial.ts'

const port = must(parentPort, 'the thread that asks')
port.on('message', (trial: Trial) => port.postMessage(tryOut(trial, admit, systemClock.now)))
