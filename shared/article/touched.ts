/** What a Yjs transaction touched in the article's own list of items. */

import * as Y from 'yjs'

/** Every item of the text's list that the transaction inserted or deleted, while it runs or in its observers. */
export function touchedItems(transaction: Y.Transaction, text: Y.Text): readonly Y.Item[] {
  const items: Y.Item[] = []
  const take = (struct: Y.Item | Y.GC | undefined) => {
    if (struct instanceof Y.Item && struct.parent === text) items.push(struct)
  }
  const { store } = transaction.doc
  for (const [client, structs] of store.clients) {
    const before = transaction.beforeState.get(client) ?? 0
    if (Y.getState(store, client) <= before) continue
    for (let i = Y.findIndexSS(structs, before); i < structs.length; i++) take(structs[i])
  }
  Y.iterateDeletedStructs(transaction, transaction.deleteSet, take)
  return items
}

/** Whether the item came with the transaction. */
export const isNewIn = (transaction: Y.Transaction, { id }: Y.Item): boolean =>
  id.clock >= (transaction.beforeState.get(id.client) ?? 0)

/** Whether the item stood in the text before the transaction. Only in its observers, when what it deleted is sorted. */
export const stoodBefore = (transaction: Y.Transaction, item: Y.Item): boolean =>
  !isNewIn(transaction, item) && (!item.deleted || Y.isDeleted(transaction.deleteSet, item.id))
