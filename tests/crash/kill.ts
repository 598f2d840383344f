/** Kills the server while three tabs type, again and again, and looks each time for a broken promise in what it left. */

import * as Y from 'yjs'
import { articleText, openDoc } from '../../shared/article/layout.ts'
import { CrashServer, type StoreKind } from './crash-server.ts'
import { Random } from './random.ts'
import { Tab } from './tab.ts'

export type KillReport = {
  readonly kills: number
  /** Characters in the article at the end. */
  readonly characters: number
  /** Kills that came while some tab had something unsaved: without any, nothing was tried. */
  readonly inTheAct: number
  /** What was broken, in words; empty when every promise was kept. */
  readonly broken: readonly string[]
}

const TABS = 3

/** `program`: what to start as the server: a source of the project, or what was built. */
export async function killWhileTyping(
  kind: StoreKind,
  kills: number,
  seed: number,
  program?: string,
): Promise<KillReport> {
  const random = new Random(seed)
  const server = await CrashServer.start(kind, program)
  const tabs = Array.from({ length: TABS }, () => new Tab(server, random))
  const broken: string[] = []
  let inTheAct = 0
  try {
    for (const tab of tabs) tab.connect()
    await Promise.all(tabs.map((tab) => tab.until(() => tab.saved)))
    const lengthBefore = tabs[0]?.text.length ?? 0
    for (let kill = 1; kill <= kills; kill++) {
      await typeUntilKilled(server, tabs, random)
      if (tabs.some((tab) => !tab.saved)) inTheAct++
      broken.push(...(await missing(server, tabs)).map((what) => `seed ${seed}, kill ${kill}: ${what}`))
      // What a server has lost of its own, it takes from nobody: there is no going on.
      if (broken.length > 0) return { kills: kill, characters: 0, inTheAct, broken }
      await server.run()
      for (const tab of tabs) tab.connect()
      await Promise.all(tabs.map((tab) => tab.until(() => tab.saved)))
    }
    const typed = tabs.reduce((sum, tab) => sum + tab.typed, 0)
    await Promise.all(tabs.map((tab) => tab.until(() => tab.text.length >= lengthBefore + typed)))
    const texts = new Set(tabs.map((tab) => tab.text))
    if (texts.size > 1) broken.push('the tabs show different articles')
    const [text = ''] = texts
    if (text.length !== lengthBefore + typed)
      broken.push(`${typed} characters were typed and ${text.length - lengthBefore} are there`)
    for (const tab of tabs) broken.push(...tab.complaints)
    return { kills, characters: text.length, inTheAct, broken }
  } finally {
    for (const tab of tabs) tab.destroy()
    await server.end()
  }
}

/** Each tab answers whatever it hears with a few more letters, until the server is dead in the middle of it. */
async function typeUntilKilled(server: CrashServer, tabs: readonly Tab[], random: Random): Promise<void> {
  let heardLeft = 20 + random.below(200)
  const killed = new Promise<void>((resolve) => {
    const stops = tabs.map((tab) => {
      let answering = false
      return tab.onHeard(() => {
        if (answering || --heardLeft < 0) return
        answering = true
        setImmediate(() => {
          answering = false
          if (heardLeft > 0) for (let n = random.below(3); n >= 0; n--) tab.type()
        })
        if (heardLeft === 0) {
          for (const stop of stops) stop()
          resolve(server.kill())
        }
      })
    })
  })
  for (const tab of tabs) tab.type()
  await killed
  // What the dead server had sent still arrives, and counts.
  await Promise.all(tabs.map((tab) => tab.until(() => !tab.connected)))
  for (const tab of tabs) tab.disconnect()
}

/** Promises to the tabs that the database of a dead server does not hold. */
async function missing(server: CrashServer, tabs: readonly Tab[]): Promise<string[]> {
  const store = await server.openStore()
  try {
    const opened = await store.log.open(server.article)
    const rows = await store.log.read(server.article, 0, Number.MAX_SAFE_INTEGER)
    const whole = docOf(rows.map(({ update }) => update))
    const after = opened ? [opened.checkpoint?.update, ...opened.rows.map(({ update }) => update)] : []
    const shortcut = docOf(after.filter((update) => update !== undefined))
    const found = tabs.flatMap((tab, index) =>
      [...tab.promised()].flatMap(([client, clock]) => {
        const kept = Y.getState(whole.store, client)
        return kept < clock
          ? [`tab ${index} was promised ${clock} of client ${client}, ${kept} are kept`]
          : []
      }),
    )
    if (articleText(whole).toString() !== articleText(shortcut).toString())
      found.push('checkpoint and later rows are not the log')
    if (whole.store.pendingStructs !== null) found.push('the log has a gap')
    return found
  } finally {
    await store.close()
  }
}

function docOf(updates: readonly Uint8Array[]): Y.Doc {
  const doc = openDoc()
  for (const update of updates) Y.applyUpdate(doc, update)
  return doc
}
