/** What a person chose on this device: language, theme, whether the computer is shared. Kept in local storage. */

export const THEMES = ['system', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]
export const LANGUAGES = ['en', 'ko'] as const
export type Language = (typeof LANGUAGES)[number]

const keys = { theme: 'galley.theme', language: 'galley.language', shared: 'galley.shared-computer' } as const

// A browser may forbid storage altogether; then every choice lasts as long as the page.
function read(key: string): string | null {
  try {
    return localStorage.getItem(key)
  } catch {
    return null
  }
}

function write(key: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(key)
    else localStorage.setItem(key, value)
  } catch {
    return // chosen for this page only
  }
}

export function theme(): Theme {
  const kept = read(keys.theme)
  return THEMES.find((known) => known === kept) ?? 'system'
}

/** tokens.css holds both themes; the attribute overrides what the system prefers. */
export function showTheme(chosen: Theme): void {
  if (chosen === 'system') document.documentElement.removeAttribute('data-theme')
  else document.documentElement.dataset.theme = chosen
}

export function chooseTheme(chosen: Theme): void {
  write(keys.theme, chosen === 'system' ? null : chosen)
  showTheme(chosen)
}

/** The language chosen here, else the first of the browser's that we speak, else English. */
export function language(): Language {
  const wanted = [read(keys.language) ?? '', ...navigator.languages]
  for (const tag of wanted) {
    const known = LANGUAGES.find((ours) => tag.toLowerCase().split('-')[0] === ours)
    if (known) return known
  }
  return 'en'
}

export const keepLanguage = (chosen: Language): void => write(keys.language, chosen)

/** On a shared computer nothing is kept after the page closes. */
export const isSharedComputer = (): boolean => read(keys.shared) === 'yes'
export const setSharedComputer = (shared: boolean): void => write(keys.shared, shared ? 'yes' : null)
