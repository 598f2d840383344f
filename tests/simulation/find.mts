import { playHistory } from './history.ts'
import { PLANTED_BUGS } from './planted.ts'

for (const { name, planted, law } of PLANTED_BUGS) {
  if (process.argv[2] && !name.includes(process.argv[2])) continue
  let found = false
  const others = new Set<string>()
  for (let seed = 1; seed <= 150 && !found; seed++) {
    const { failures } = await playHistory(seed, { planted })
    if (failures[0]) others.add(failures[0].slice(0, 90))
    if (failures[0]?.startsWith(law)) {
      found = true
      console.log(name, '|', seed, '|', failures[0]!.slice(0, 160))
    }
  }
  if (!found) console.log(name, '| NOT FOUND', [...others])
}
process.exit(0)
