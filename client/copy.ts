/** Copies words to the clipboard, also on plain http, where the browser gives pages no clipboard. */

export async function copyWords(words: string): Promise<boolean> {
  if (navigator.clipboard) {
    try {
      await navigator.clipboard.writeText(words)
      return true
    } catch {
      return copyBySelection(words)
    }
  }
  return copyBySelection(words)
}

function copyBySelection(words: string): boolean {
  const area = document.createElement('textarea')
  const focused = document.activeElement
  area.value = words
  area.readOnly = true
  area.className = 'only-read'
  // Inside an open dialog, which would take the focus back from anything outside it.
  const home = document.querySelector('[role="dialog"]') ?? document.body
  home.append(area)
  area.select()
  const copied = document.execCommand('copy')
  area.remove()
  if (focused instanceof HTMLElement) focused.focus()
  return copied
}
