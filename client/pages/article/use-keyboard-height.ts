/** How much of the page a phone's keyboard covers, as `--keyboard`, so that the tools stand above it. */

import { useEffect } from 'react'

export function useKeyboardHeight(): void {
  useEffect(() => {
    const { visualViewport } = window
    if (!visualViewport) return
    const root = document.documentElement
    const measure = () => {
      const covered = innerHeight - visualViewport.height - visualViewport.offsetTop
      root.style.setProperty('--keyboard', `${Math.max(0, Math.round(covered))}px`)
    }
    measure()
    visualViewport.addEventListener('resize', measure)
    visualViewport.addEventListener('scroll', measure)
    return () => {
      visualViewport.removeEventListener('resize', measure)
      visualViewport.removeEventListener('scroll', measure)
      root.style.removeProperty('--keyboard')
    }
  }, [])
}
