/** Keys as they are printed on the keyboard of who looks. */

/** "Ctrl+B", or "⌘B" on a Mac. */
export function printedKeys(keys: string, mac: boolean): string {
  if (!mac) return keys.replace('Mod', 'Ctrl')
  return keys.replace('Mod', '⌘').replace('Shift', '⇧').replace('Alt', '⌥').replaceAll('+', '')
}

export const isMac = (): boolean => /Mac|iPhone|iPad/.test(navigator.platform)

/** Whether it is a finger that points: then there is hardly a keyboard to name keys of. */
export const isTouch = (): boolean => matchMedia('(pointer: coarse)').matches
