/** `galley group …` and `galley link …`: with whom articles are shared beside their members. */

import { randomToken } from '../../shared/ids.ts'
import { createGroupRequest } from '../../shared/protocol/http.ts'
import { Refused } from '../../shared/refusals.ts'
import { SHARED_ROLES, type SharedRole } from '../../shared/roles.ts'
import type { GroupRow } from '../store/sharing.ts'
import { articleNamed } from './articles.ts'
import { accountNamed, type Bench, type Command, type Given, wordAt } from './command.ts'

const ID_LENGTH = 12

const add: Command = {
  name: 'group add',
  usage: 'GROUP [--section]',
  does: 'Makes a group, or a section of the publication.',
  words: ['GROUP'],
  options: { section: 'flag' },
  needs: 'store',
  async run({ store, random }, given) {
    const kind = given.options.section === true ? 'section' : 'group'
    const asked = createGroupRequest.safeParse({ name: wordAt(given, 0), kind })
    if (!asked.success) throw new Refused('invalid', 'Not accepted: name.')
    const group = { id: randomToken(random, ID_LENGTH), ...asked.data }
    await store.records.createGroup(group)
    return { text: `${group.name} is a ${kind} now.`, json: group }
  },
}

const list: Command = {
  name: 'group list',
  usage: '',
  does: 'Lists groups and sections with who is in them.',
  words: [],
  options: {},
  needs: 'store',
  async run({ store, accounts }) {
    const groups = await store.records.groups()
    const members = await store.records.groupMembers(groups.map(({ id }) => id))
    const rows = groups.map(async (group) => {
      const inIt = members.filter((member) => member.group === group.id)
      const known = await Promise.all(inIt.map(({ account }) => accounts.find(account)))
      return { ...group, members: known.flatMap((account) => (account ? [account.userName] : [])) }
    })
    const json = await Promise.all(rows)
    return {
      text: json.map(({ name, kind, members }) => `${name}\t${kind}\t${members.join(' ')}`).join('\n'),
      json,
    }
  },
}

const remove: Command = {
  name: 'group remove',
  usage: 'GROUP',
  does: 'Deletes a group. What was shared with it is so no longer.',
  words: ['GROUP'],
  options: {},
  needs: 'store',
  async run(bench, given) {
    const group = await groupNamed(bench, wordAt(given, 0))
    await bench.store.records.deleteGroup(group.id)
    return { text: `${group.name} is deleted.`, json: group }
  },
}

const membership = (verb: 'join' | 'leave'): Command => ({
  name: `group ${verb}`,
  usage: 'GROUP NAME',
  does: verb === 'join' ? 'Puts a person into a group.' : 'Takes a person out of a group.',
  words: ['GROUP', 'NAME'],
  options: {},
  needs: 'store',
  async run(bench, given) {
    const group = await groupNamed(bench, wordAt(given, 0))
    const account = await accountNamed(bench, wordAt(given, 1))
    await bench.store.records.setGroupMember(group.id, account.id, verb === 'join')
    const act = verb === 'join' ? 'group-joined' : 'group-left'
    await bench.audit.note({ act, by: null, account: account.id, detail: group.id })
    const text = `${account.userName} is ${verb === 'join' ? 'in' : 'no longer in'} ${group.name}.`
    return { text, json: { group: group.id, account: account.id } }
  },
})

const share: Command = {
  name: 'group share',
  usage: `ARTICLE GROUP ${SHARED_ROLES.join('|')}|none`,
  does: 'Shares an article with a group, in a role; none ends it.',
  words: ['ARTICLE', 'GROUP', 'ROLE'],
  options: {},
  needs: 'store',
  async run(bench, given) {
    const article = await articleNamed(bench, wordAt(given, 0))
    const group = await groupNamed(bench, wordAt(given, 1))
    const role = roleAt(given, 2)
    await bench.store.records.shareWithGroup(article, group.id, role)
    const act = role === null ? 'group-unshared' : 'group-shared'
    await bench.audit.note({ act, by: null, article, detail: group.id })
    return {
      text:
        role === null
          ? `${group.name} has no role in ${article} any more.`
          : `${group.name} is ${role} of ${article}.`,
      json: { article, group: group.id, role },
    }
  },
}

const listLinks: Command = {
  name: 'link list',
  usage: 'ARTICLE',
  does: 'Lists the links into an article: id, role, when each ends, how many have opened it.',
  words: ['ARTICLE'],
  options: {},
  needs: 'store',
  async run(bench, given) {
    const links = await bench.store.records.links(await articleNamed(bench, wordAt(given, 0)))
    const ends = (at: number | null) => (at === null ? 'never' : new Date(at).toISOString())
    return {
      text: links
        .map(({ id, role, expiresAt, uses }) => `${id}\t${role}\t${ends(expiresAt)}\t${uses}`)
        .join('\n'),
      json: links,
    }
  },
}

const revokeLink: Command = {
  name: 'link revoke',
  usage: 'ARTICLE LINK',
  does: 'Ends a link, and the access of everybody who came by it.',
  words: ['ARTICLE', 'LINK'],
  options: {},
  needs: 'store',
  async run(bench, given) {
    const article = await articleNamed(bench, wordAt(given, 0))
    const link = wordAt(given, 1)
    if (!(await bench.store.records.revokeLink(article, link)))
      throw new Refused('not-found', `There is no link ${link} into ${article}.`)
    await bench.audit.note({ act: 'link-revoked', by: null, article, detail: link })
    return { text: `The link ${link} lets nobody in any more.`, json: { article, link } }
  },
}

export const groupCommands: readonly Command[] = [
  add,
  list,
  remove,
  membership('join'),
  membership('leave'),
  share,
  listLinks,
  revokeLink,
]

async function groupNamed({ store }: Bench, name: string): Promise<GroupRow> {
  const group = (await store.records.groups()).find((one) => one.name === name || one.id === name)
  if (!group) throw new Refused('not-found', `There is no group “${name}”.`)
  return group
}

function roleAt(given: Given, index: number): SharedRole | null {
  const word = wordAt(given, index)
  const role = SHARED_ROLES.find((one) => one === word)
  if (role === undefined && word !== 'none')
    throw new Refused('invalid', `A role is one of ${SHARED_ROLES.join(', ')}, none.`)
  return role ?? null
}
