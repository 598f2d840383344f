import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

/** In one file, because two dozen small ones weigh some 7 kB more. */
const ON_EVERY_SCREEN = new RegExp(
  [
    '/client/(account|api|app|clock|language|main|now|preferences|when)\\.tsx?$',
    '/client/ui/(account-menu|avatar|button|classes|count-badge|crash|frame|loading|mark|menu|notice|shown-name|title|toast|tooltip|translation|use-popup)\\.',
    '/shared/(assert|ids|refusals|roles|protocol/http)\\.ts$',
    '/node_modules/lucide-react/dist/esm/(?!icons/)',
    '/node_modules/lucide-react/dist/esm/icons/(ellipsis|message-square-plus|pencil-line)\\.',
    '/node_modules/(@tanstack|i18next|react|react-dom|react-i18next|regexparam|scheduler|use-sync-external-store|wouter|zod)/',
  ].join('|'),
)

/** An article's editor, but for what is loaded when somebody asks for it. */
const IN_EVERY_ARTICLE = new RegExp(
  [
    '/client/editor/(?!authors-view|suggestion-cards|thread-marks|unsent-change)',
    '/client/sync/',
    '/client/pages/article/(asked|download|tools|use-(editor-value|readable|threads))\\.ts$',
    '/client/panels/people/access-requests\\.ts$',
    '/client/ui/(keys|use-narrow)\\.ts$',
    '/shared/threads\\.ts$',
    '/node_modules/lucide-react/dist/esm/icons/(chevron-down|key-round)\\.',
    '/shared/article/(?!anchor|cards|quotations|suggestion-list)',
    '/node_modules/(@tiptap|lib0|orderedmap|prosemirror-[a-z]+|rope-sequence|w3c-keyname|y-protocols|y-websocket|yjs)/',
  ].join('|'),
)

const TIPTAP = fileURLToPath(new URL('node_modules/@tiptap/core/src', import.meta.url))

/** Of Tiptap's three score commands these are called; the article's own are ProseMirror's kind. */
const fewCommands: Plugin = {
  name: 'few-commands',
  enforce: 'pre',
  load: (id) =>
    id === `${TIPTAP}/commands/index.ts`
      ? ['deleteRange', 'focus', 'scrollIntoView', 'undoInputRule']
          .map((name) => `export * from './${name}.js'`)
          .join('\n')
      : null,
}

// `vite build` makes the page, `vite build --ssr` the server (Node 20 does not strip types).
export default defineConfig(({ isSsrBuild }) =>
  isSsrBuild
    ? {
        build: {
          ssr: true,
          target: 'node20',
          outDir: 'dist/server',
          emptyOutDir: true,
          rollupOptions: {
            input: {
              main: 'server/main.ts',
              cli: 'server/cli.ts',
              'sqlite-writer': 'server/store/sqlite-writer.ts',
              'trial-worker': 'server/room/trial-worker.ts',
            },
            // Shared parts lie beside the entries: the store finds its writer's file next to its own.
            output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
          },
        },
      }
    : {
        root: 'client',
        resolve: {
          alias: [
            ...['history', 'schema-list', 'commands'].map((part) => ({
              find: `@tiptap/pm/${part}`,
              replacement: fileURLToPath(new URL('client/editor/unused-by-tiptap.ts', import.meta.url)),
            })),
            {
              find: 'lib0/logging',
              replacement: fileURLToPath(new URL('client/editor/plain-logging.ts', import.meta.url)),
            },
            {
              find: 'react-i18next',
              replacement: fileURLToPath(new URL('client/ui/translation.ts', import.meta.url)),
            },
            // React has it itself.
            { find: /^use-sync-external-store\/shim(\/index\.js)?$/, replacement: 'react' },
            // Its source, because in its one built file every command hangs together with every other.
            { find: /^@tiptap\/core$/, replacement: `${TIPTAP}/index.ts` },
          ],
        },
        plugins: [react(), fewCommands],
        build: {
          outDir: '../dist/client',
          emptyOutDir: true,
          target: 'es2022',
          modulePreload: { polyfill: false },
          rollupOptions: {
            // Schemas that only the server reads stay out of the page, and so does what is read and not used.
            treeshake: { manualPureFunctions: ['z'], propertyReadSideEffects: false },
            output: {
              codeSplitting: {
                groups: [
                  { name: 'base', test: ON_EVERY_SCREEN, priority: 2 },
                  { name: 'editor', test: IN_EVERY_ARTICLE, priority: 1 },
                ],
              },
            },
          },
        },
      },
)
