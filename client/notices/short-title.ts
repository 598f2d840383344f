/** A headline as part of a sentence: the words after it must stay in view. */

const most = 70

export function shortTitle(title: string): string {
  if (title.length <= most) return title
  const cut = title
    .slice(0, most)
    .toWellFormed()
    .replace(/\ufffd$/, '')
  const atWord = cut.lastIndexOf(' ')
  return `${(atWord > most / 2 ? cut.slice(0, atWord) : cut).trimEnd()}…`
}
