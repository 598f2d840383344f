/** A stored change in words, for who reads an article's log. */

import * as Y from 'yjs'

const QUOTE_UNITS = 60

/** One line for each stretch that was inserted or deleted. Says what the bytes hold, not what it meant. */
export function describeUpdate(update: Uint8Array): readonly string[] {
  const { structs, ds } = Y.decodeUpdate(update)
  const inserted = structs.map((struct) => `${struct.id.client}:${struct.id.clock} ${contentOf(struct)}`)
  const deleted = [...ds.clients].flatMap(([client, ranges]) =>
    ranges.map(({ clock, len }) => `deletes ${client}:${clock}${len > 1 ? `–${clock + len - 1}` : ''}`),
  )
  return [...inserted, ...deleted]
}

function contentOf(struct: Y.Item | Y.GC | Y.Skip): string {
  if (!(struct instanceof Y.Item)) return `${struct.length} collected`
  const { content } = struct
  if (content instanceof Y.ContentString) return `inserts ${quoted(content.str)}`
  if (content instanceof Y.ContentFormat) return `formats ${content.key}: ${JSON.stringify(content.value)}`
  if (content instanceof Y.ContentAny) return `sets ${struct.parentSub ?? ''}: ${JSON.stringify(content.arr)}`
  if (content instanceof Y.ContentEmbed) return `inserts ${JSON.stringify(content.embed)}`
  if (content instanceof Y.ContentType) return 'inserts a block’s marker'
  return `${struct.length} deleted`
}

const quoted = (text: string) =>
  JSON.stringify(text.length > QUOTE_UNITS ? `${text.slice(0, QUOTE_UNITS)}…` : text)
