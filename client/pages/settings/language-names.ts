/** Each language under its own name, whatever language the page is in. */

import type { Language } from '../../preferences.ts'

export const languageNames: Record<Language, string> = { en: 'English', ko: '한국어' }
