/** Starts the page: theme, language, then the screen that the address names. */

import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { must } from '../shared/assert.ts'
import { codeOf } from './api.ts'
import { App } from './app.tsx'
import { startLanguage } from './language.ts'
import { showTheme, theme } from './preferences.ts'
import './styles/base.css'
import { CrashBoundary } from './ui/crash.tsx'
import { Toasts } from './ui/toast.tsx'

showTheme(theme())
await startLanguage()

// A request that failed for lack of an answer is tried again; one that was answered with no is not.
const queries = new QueryClient({
  defaultOptions: {
    queries: {
      retry: (failures, error) => codeOf(error) === 'offline' && failures < 2,
      networkMode: 'always',
      staleTime: 5_000,
    },
    mutations: { networkMode: 'always' },
  },
})

createRoot(must(document.getElementById('page'), 'the page')).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <Toasts>
        <CrashBoundary>
          <App />
        </CrashBoundary>
      </Toasts>
    </QueryClientProvider>
  </StrictMode>,
)
