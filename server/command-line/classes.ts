/** `galley class …`: for a class whose teachers are gone. */

import { teachersPerClassMax } from '../../shared/limits.ts'
import { Refused } from '../../shared/refusals.ts'
import { may } from '../../shared/roles.ts'
import { accountNamed, type Command, wordAt } from './command.ts'

const list: Command = {
  name: 'class list',
  usage: 'NAME',
  does: 'Lists the classes that a person teaches: id, name, how many are on the roster.',
  words: ['NAME'],
  options: {},
  needs: 'store',
  async run(bench, given) {
    const account = await accountNamed(bench, wordAt(given, 0))
    const classes = await bench.store.records.classesOf(account.id)
    const json = classes.map(({ id, name, students, joined }) => ({ id, name, students, joined }))
    return { text: json.map(({ id, name, students }) => `${id}\t${name}\t${students}`).join('\n'), json }
  },
}

const teacher: Command = {
  name: 'class teacher',
  usage: 'CLASS NAME',
  does: 'Lets an adviser teach a class as well; its other teachers stay.',
  words: ['CLASS', 'NAME'],
  options: {},
  needs: 'store',
  async run(bench, given) {
    const { records } = bench.store
    const id = wordAt(given, 0)
    const found = await records.classById(id)
    if (found === null) throw new Refused('not-found', `There is no class ${id}.`)
    const account = await accountNamed(bench, wordAt(given, 1))
    if (!may(account, 'manageClasses') || account.disabled)
      throw new Refused('conflict', `${account.userName} is no adviser, and could not teach it.`)
    if ((await records.teachersOf(id)).length >= teachersPerClassMax)
      throw new Refused('conflict', `At most ${teachersPerClassMax} teachers.`)
    await records.setTeacher(id, account.id, true)
    await bench.audit.note({ act: 'teacher-added', by: null, account: account.id, detail: id })
    return { text: `${account.userName} teaches ${found.name}.`, json: { class: id, account: account.id } }
  },
}

export const classCommands: readonly Command[] = [list, teacher]
