/** Rows as a file for spreadsheets, in which no cell is a formula. */

type Cell = string | number | boolean | null

/** The first row names the columns. */
export const csvOf = (rows: readonly (readonly Cell[])[]): string =>
  rows
    .map((row) => row.map(cellOf).join(','))
    .join('\r\n')
    .concat('\r\n')

function cellOf(cell: Cell): string {
  if (cell === null) return ''
  if (typeof cell !== 'string') return String(cell)
  // What begins so is computed by the program that opens the file, which can send the others away.
  const plain = /^\s*[=+\-@]|^[\t\r]/.test(cell) ? `'${cell}` : cell
  return /[",\r\n\t]/.test(plain) || plain !== cell ? `"${plain.replaceAll('"', '""')}"` : plain
}
