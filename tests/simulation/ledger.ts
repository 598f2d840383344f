/** What the server has been shown under each id and clock, unit by unit: the same must never come with other content. */

import * as Y from 'yjs'
import { isEnd, isMarker } from '../../shared/article/items.ts'

export class Ledger {
  readonly #units = new Map<string, string>()

  /** Answers the units of this update that contradict earlier ones. */
  show(update: Uint8Array): string[] {
    const contradictions: string[] = []
    for (const struct of Y.decodeUpdate(update).structs) {
      if (!(struct instanceof Y.Item)) continue
      contentsOf(struct).forEach((content, offset) => {
        const id = `${struct.id.client}:${struct.id.clock + offset}`
        const known = this.#units.get(id)
        if (known === undefined) this.#units.set(id, content)
        else if (known !== content) contradictions.push(`${id} is ${known} and ${content}`)
      })
    }
    return contradictions
  }
}

/** How many more blocks an update opens than it ends: markers and ends are written in pairs. */
export function unendedBlocks(update: Uint8Array): number {
  const items = Y.decodeUpdate(update).structs.filter((struct) => struct instanceof Y.Item)
  return items.filter(isMarker).length - items.filter(isEnd).length
}

/** Each unit's content; nothing for what says only that something is deleted. */
function contentsOf({ content }: Y.Item): string[] {
  if (content instanceof Y.ContentDeleted) return []
  if (content instanceof Y.ContentString)
    return [...content.str].flatMap((sign) => (sign.length === 1 ? [sign] : [sign, '']))
  if (content instanceof Y.ContentFormat) return [JSON.stringify([content.key, content.value])]
  if (content instanceof Y.ContentType) return [content.type.constructor.name]
  return content.getContent().map((value) => JSON.stringify(value))
}
