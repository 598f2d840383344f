/** Admission with one rule left out: what each law of the fuzz is for. */

import * as Y from 'yjs'
import { admit, type LiveArticle, type Verdict } from '../../server/room/admission.ts'
import { openDoc } from '../../shared/article/layout.ts'
import { Suggestions } from '../../shared/article/suggestions.ts'
import type { RefusalCode } from '../../shared/refusals.ts'
import type { Admit } from './world.ts'

/** Admits what only this code refuses. */
export const without =
  (code: RefusalCode): Admit =>
  (article, owners, sender, update) => {
    const verdict = admit(article, owners, sender, update)
    const isLeftOut = verdict.kind === 'refused' && verdict.code === code && !verdict.touched
    return isLeftOut ? applied(article, update) : verdict
  }

/** Applies the sender's deletions of format items too. */
export const withoutSparing: Admit = (article, owners, sender, update) => {
  const verdict = admit(article, owners, sender, update)
  const onlyDeletes = verdict.kind === 'dropped' && Y.decodeUpdate(update).structs.length === 0
  return onlyDeletes && sender.role === 'editor' ? applied(article, update) : verdict
}

/** Applies structs that the doc has, as they come: Yjs looks up what they refer to before it sees that it has them. */
export const withKnown: Admit = (article, owners, sender, update) => {
  const verdict = admit(article, owners, sender, update)
  const isKnown = verdict.kind === 'dropped' && Y.decodeUpdate(update).structs.length > 0
  return isKnown ? applied(article, update) : verdict
}

/** Applies what has a gap: Yjs keeps it, and says nothing. */
export const withoutGaps: Admit = (article, owners, sender, update) => {
  const verdict = admit(article, owners, sender, update)
  return verdict.kind === 'gap' ? applied(article, update) : verdict
}

/** Admits without the server's blocks around orphans. */
export const withoutRepair: Admit = (article, owners, sender, update) => {
  const { doc } = article.suggestions
  const copy = openDoc()
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc))
  copy.clientID = doc.clientID
  const verdict = admit(
    { suggestions: new Suggestions(copy), erased: article.erased },
    owners,
    sender,
    update,
  )
  const isLeftOut = verdict.kind === 'admitted' && verdict.completed
  return isLeftOut
    ? { ...applied(article, update), binds: verdict.binds }
    : admit(article, owners, sender, update)
}

/** Refuses, but leaves the doc as it was before the refusal was known. */
export const withoutTelling: Admit = (article, owners, sender, update) => {
  const verdict = admit(article, owners, sender, update)
  return verdict.kind === 'refused' ? { ...verdict, touched: false } : verdict
}

function applied({ suggestions }: LiveArticle, update: Uint8Array): Verdict & { readonly kind: 'admitted' } {
  try {
    suggestions.doc.transact((transaction) => {
      Y.applyUpdate(suggestions.doc, update)
      suggestions.feed(transaction)
    })
  } catch {
    // Half applied is worse still; the oracle is to say so.
  }
  return { kind: 'admitted', binds: [], completed: false }
}
