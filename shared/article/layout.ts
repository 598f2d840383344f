/** The doc's roots: the only strings passed to `doc.get`, and how an article's doc is opened. */

import * as Y from 'yjs'

export const ROOTS = { article: 'article', suggestions: 'sug', decisions: 'dec', aliases: 'alias' } as const

const never = { get: () => false, set: () => {}, configurable: true }

/**
 * The article's text of a doc. Must be asked for before the first update is applied: it pins Yjs' own clean-up of
 * formats off, which deletes format items on behalf of whoever receives an edit and lets marks bleed (docs/caveats.md).
 */
export function articleText(doc: Y.Doc): Y.Text {
  const text = doc.getText(ROOTS.article)
  Object.defineProperty(text, '_hasFormatting', never)
  return text
}

export const suggestionsOf = (doc: Y.Doc): Y.Map<unknown> => doc.getMap(ROOTS.suggestions)
export const decisionsOf = (doc: Y.Doc): Y.Map<unknown> => doc.getMap(ROOTS.decisions)
export const aliasesOf = (doc: Y.Doc): Y.Map<unknown> => doc.getMap(ROOTS.aliases)

/** A doc with every root defined under its type, ready for the first update. */
export function openDoc(options: { gc?: boolean } = {}): Y.Doc {
  const doc = new Y.Doc({ gc: options.gc ?? true })
  articleText(doc)
  suggestionsOf(doc)
  decisionsOf(doc)
  aliasesOf(doc)
  return doc
}
