import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { Missed } from './missed.ts'

test('a diff against what a reader knows holds everything it missed, deletions too, and little else', () => {
  const doc = new Y.Doc()
  const reader = new Y.Doc()
  const other = new Y.Doc()
  const missed = new Missed()
  let misses = false
  doc.on('update', (update: Uint8Array) => {
    if (misses) missed.note(update)
    else Y.applyUpdate(reader, update)
  })
  doc.getText().insert(0, 'known '.repeat(200))
  misses = true
  other.on('update', (update: Uint8Array) => Y.applyUpdate(doc, update))
  other.getText().insert(0, 'theirs')
  doc.getText().insert(3, 'missed')
  doc.getText().delete(20, 5)
  const diff = Y.encodeStateAsUpdate(doc, missed.vector(Y.encodeStateVector(doc)))
  expect(diff.length).toBeLessThan(150)
  Y.applyUpdate(reader, diff)
  expect(reader.getText().toString()).toBe(doc.getText().toString())
})
