/**
 * Stands in, in the built page, for what Tiptap's core brings along and an article never uses: ProseMirror's undo, because
 * the article has its own (undo.ts), and its commands for a tree of blocks, because the article is flat and has its own (commands.ts,
 * delete.ts, enter.ts, list-items.ts).
 */

import type { Transaction } from '@tiptap/pm/state'

const no = () => false
const never = () => no

export const closeHistory = (transaction: Transaction): Transaction => transaction
export const liftListItem = never
export const sinkListItem = never
export const wrapInList = never

export const createParagraphNear = no
export const exitCode = no
export const joinBackward = no
export const joinDown = no
export const joinForward = no
export const joinTextblockBackward = no
export const joinTextblockForward = no
export const joinUp = no
export const lift = no
export const liftEmptyBlock = no
export const newlineInCode = no
export const selectNodeBackward = no
export const selectNodeForward = no
export const selectParentNode = no
export const selectTextblockEnd = no
export const selectTextblockStart = no
export const setBlockType = never
export const wrapIn = never
