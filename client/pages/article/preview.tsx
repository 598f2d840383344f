/** The bar over a preview: what it shows, and the way back. */

import { createPortal } from 'react-dom'
import { type Preview as Kind, ReviewBar } from '../../panels/suggestions/review-bar.tsx'

type PreviewProps = { home: HTMLElement | null; preview: Kind; onPreview: (preview: Kind) => void }

export function Preview({ home, preview, onPreview }: PreviewProps) {
  if (!home) return null
  return createPortal(
    <ReviewBar
      counts={null}
      preview={preview}
      onPreview={onPreview}
      onStep={null}
      onDecideAll={null}
      onLog={null}
    />,
    home,
  )
}
