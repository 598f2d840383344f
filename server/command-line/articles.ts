/** `galley article …` and `galley member …`: articles, who may do what in them, and what they hold. */

import { projectToRead, type View } from '../../shared/article/projection.ts'
import { assert } from '../../shared/assert.ts'
import { type ArticleId, isArticleId, newArticleId } from '../../shared/ids.ts'
import { titleUnitsMax } from '../../shared/limits.ts'
import { freezeRequest } from '../../shared/protocol/http.ts'
import { Refused } from '../../shared/refusals.ts'
import { isRole, ROLES } from '../../shared/roles.ts'
import { describeUpdate } from '../publish/describe-update.ts'
import { createArticle } from '../publish/new-article.ts'
import { type Format, render } from '../publish/render.ts'
import { logRows, readStored } from '../publish/stored-article.ts'
import { accountNamed, type Bench, type Command, type Given, textOption, wordAt } from './command.ts'

const create: Command = {
  name: 'article create',
  usage: '--owner NAME --title "…"',
  does: 'Makes an article and prints its id.',
  words: [],
  options: { owner: 'text', title: 'text' },
  needs: 'store',
  async run(bench, given) {
    const owner = await accountNamed(bench, textOption(given, 'owner'))
    const title = textOption(given, 'title')
    if (title.length > titleUnitsMax)
      throw new Refused('invalid', `A title has at most ${titleUnitsMax} characters.`)
    const id = newArticleId(bench.random)
    await createArticle(bench.store.records, { id, owner: owner.id, title, at: bench.clock.now() })
    return { text: id, json: { id, title } }
  },
}

const list: Command = {
  name: 'article list',
  usage: '',
  does: 'Lists every article, with its id.',
  words: [],
  options: {},
  needs: 'store',
  async run({ store }) {
    const rows = await store.records.allArticles()
    const lines = rows.map(
      ({ id, title, trashedAt }) => `${id}\t${title}${trashedAt === null ? '' : '\tin the trash'}`,
    )
    return { text: lines.join('\n'), json: rows }
  },
}

const log: Command = {
  name: 'article log',
  usage: 'ARTICLE',
  does: 'Shows every stored change: number, time, person, and what it holds.',
  words: ['ARTICLE'],
  options: {},
  needs: 'store',
  async run(bench, given) {
    const article = await articleNamed(bench, wordAt(given, 0))
    const names = await namesIn(bench, article)
    const entries = []
    for await (const { seq, at, person, update } of logRows(bench.store.log, article)) {
      const by = person === null ? 'the server' : (names.get(person) ?? person)
      entries.push({
        seq,
        at: new Date(at).toISOString(),
        by,
        bytes: update.length,
        changes: describeUpdate(update),
      })
    }
    const lines = entries.map(
      ({ seq, at, by, bytes, changes }) => `${seq}\t${at}\t${by}\t${bytes} B\t${changes.join('; ')}`,
    )
    return { text: lines.join('\n'), json: entries }
  },
}

const FORMATS: Record<string, Format> = { md: 'markdown', html: 'html', txt: 'text', json: 'json' }
const VIEWS: Record<string, View> = { final: 'final', original: 'base', marked: 'marked' }

const exportArticle: Command = {
  name: 'article export',
  usage: 'ARTICLE [--format md|html|txt|json] [--view final|original|marked]',
  does: 'Prints the article.',
  words: ['ARTICLE'],
  options: { format: 'text', view: 'text' },
  needs: 'store',
  async run(bench, given) {
    const article = await articleNamed(bench, wordAt(given, 0))
    const format = oneOf(FORMATS, given, 'format', 'md')
    const view = oneOf(VIEWS, given, 'view', 'final')
    const blocks = await readStored(bench.store.log, article, (doc) => projectToRead(doc, view))
    if (!blocks) throw notThere(article)
    return { text: render(blocks, format).trimEnd(), json: { id: article, blocks } }
  },
}

const setMember: Command = {
  name: 'member set',
  usage: `ARTICLE NAME ${ROLES.join('|')}`,
  does: 'Gives a person a role in an article.',
  words: ['ARTICLE', 'NAME', 'ROLE'],
  options: {},
  needs: 'store',
  async run(bench, given) {
    const article = await articleNamed(bench, wordAt(given, 0))
    const account = await accountNamed(bench, wordAt(given, 1))
    const role = wordAt(given, 2)
    if (!isRole(role)) throw new Refused('invalid', `A role is one of ${ROLES.join(', ')}.`)
    await bench.store.records.setRole(article, account.id, role)
    await bench.audit.note({ act: 'role-given', by: null, account: account.id, article, detail: role })
    return {
      text: `${account.userName} is ${role} of ${article}.`,
      json: { article, account: account.id, role },
    }
  },
}

const removeMember: Command = {
  name: 'member remove',
  usage: 'ARTICLE NAME',
  does: 'Takes a person’s role in an article away.',
  words: ['ARTICLE', 'NAME'],
  options: {},
  needs: 'store',
  async run(bench, given) {
    const article = await articleNamed(bench, wordAt(given, 0))
    const account = await accountNamed(bench, wordAt(given, 1))
    await bench.store.records.setRole(article, account.id, null)
    await bench.audit.note({ act: 'role-taken', by: null, account: account.id, article })
    return {
      text: `${account.userName} has no role in ${article} any more.`,
      json: { article, account: account.id },
    }
  },
}

const freeze: Command = {
  name: 'article freeze',
  usage: 'ARTICLE [--at 2027-01-31T15:00Z] [--name "…"] [--lift]',
  does: 'Lets only owners write from then on (now), and seals a version; --lift lets everybody write again.',
  words: ['ARTICLE'],
  options: { at: 'text', name: 'text', lift: 'flag' },
  needs: 'store',
  async run({ store, clock, ...bench }, given) {
    const article = await articleNamed({ store, clock, ...bench }, wordAt(given, 0))
    if (given.options.lift === true) {
      await store.records.setFreeze(article, null)
      await bench.audit.note({ act: 'article-unfrozen', by: null, article })
      return { text: `${article} can be written in again.`, json: { article, freeze: null } }
    }
    const asked = freezeRequest.safeParse({
      at: Math.max(clock.now(), given.options.at === undefined ? 0 : Date.parse(String(given.options.at))),
      name: given.options.name ?? 'Deadline',
    })
    if (!asked.success)
      throw new Refused('invalid', '--at is a time like 2027-01-31T15:00Z, --name a short text.')
    const owner = (await store.records.members(article)).find(({ role }) => role === 'owner')
    assert(owner, 'an article has an owner')
    await store.records.setFreeze(article, { ...asked.data, by: owner.account })
    await bench.audit.note({ act: 'article-frozen', by: null, article })
    return {
      text: `${article} freezes at ${new Date(asked.data.at).toISOString()}.`,
      json: { article, freeze: asked.data },
    }
  },
}

export const articleCommands: readonly Command[] = [
  create,
  list,
  log,
  exportArticle,
  freeze,
  setMember,
  removeMember,
]

export async function articleNamed({ store }: Bench, id: string): Promise<ArticleId> {
  if (!isArticleId(id) || !(await store.records.article(id))) throw notThere(id)
  return id
}

const notThere = (id: string) => new Refused('not-found', `There is no article ${id}.`)

/** Who the people of an article are, by the ids that its log knows. */
async function namesIn({ store, accounts }: Bench, article: ArticleId): Promise<ReadonlyMap<string, string>> {
  const people = await store.records.people(article)
  const known = await Promise.all(people.map(({ account }) => accounts.find(account)))
  return new Map(people.map(({ person, account }, index) => [person, known[index]?.userName ?? account]))
}

function oneOf<T>(
  allowed: Readonly<Record<string, T>>,
  { options }: Given,
  name: string,
  standard: string,
): T {
  const found = allowed[String(options[name] ?? standard)]
  if (found === undefined)
    throw new Refused('invalid', `--${name} is one of ${Object.keys(allowed).join(', ')}.`)
  return found
}
