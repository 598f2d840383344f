/** A button that opens the system's picker of one file. */

import { Upload } from 'lucide-react'
import { type ReactNode, useRef } from 'react'
import { Button } from './button.tsx'

type FileButtonProps = { accept: string; busy?: boolean; onPick: (file: File) => void; children: ReactNode }

export function FileButton({ accept, busy = false, onPick, children }: FileButtonProps) {
  const input = useRef<HTMLInputElement>(null)
  return (
    <div>
      <input
        ref={input}
        type="file"
        accept={accept}
        hidden
        onChange={({ target }) => {
          const file = target.files?.[0]
          target.value = '' // the same file may be chosen again
          if (file) onPick(file)
        }}
      />
      <Button busy={busy} onClick={() => input.current?.click()}>
        <Upload size={16} aria-hidden="true" />
        {children}
      </Button>
    </div>
  )
}
