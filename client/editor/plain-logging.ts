/** Stands in, in the built page, for lib0's coloured logging, with which Yjs says two warnings and which weighs more than a screen of ours. */

export const print = (...words: readonly unknown[]): void => console.warn(...words.filter(Boolean))
export const warn = print

export const BOLD = ''
export const UNBOLD = ''
export const ORANGE = ''
export const RED = ''
