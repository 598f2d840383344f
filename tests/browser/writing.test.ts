/** What keys, tools and pictures do in a real browser, alone and beside somebody else. */

import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { TestPerson } from '../support/server.ts'
import {
  blocks,
  caretAfter,
  look,
  type Newsroom,
  openArticle,
  openNewsroom,
  saved,
  shows,
  text,
} from './newsroom.ts'
import { picture } from './picture.ts'

let newsroom: Newsroom
let ada: TestPerson
let grace: TestPerson
beforeAll(async () => {
  newsroom = await openNewsroom()
  ada = await newsroom.server.administrator()
  grace = await newsroom.server.person('grace')
})
afterAll(async () => {
  await newsroom.close()
})

const sharedArticle = async (title: string) => {
  const { id } = await ada.article(title)
  await ada.share(id, grace, 'editor')
  return id
}

describe('keys and input rules', () => {
  let page: Page
  beforeAll(async () => {
    page = await openArticle(newsroom, ada, (await ada.article('Head')).id)
  })
  // One article for the whole table: each row begins with a headline and an empty paragraph.
  beforeEach(async () => {
    await text(page).click()
    await page.keyboard.press('Control+A')
    await page.keyboard.press('Delete')
    await page.keyboard.type('Head')
    await page.keyboard.press('Enter')
    await shows(page, ['headline: Head', 'p:'])
  })

  // A name of a key in angle brackets is pressed, everything else typed.
  const type = async (keys: string) => {
    for (const [part, key] of keys.matchAll(/<([^>]+)>|[^<]+/g)) {
      if (key) await page.keyboard.press(key)
      else await page.keyboard.type(part)
    }
  }

  test.each<[string, string, string[]]>([
    ['"# " is a heading', '# Part', ['h2: Part']],
    ['"## " is a subheading', '## Part', ['h3: Part']],
    ['"- " is a bulleted list', '- one<Enter>two', ['ul0: one', 'ul0: two']],
    ['"* " is a bulleted list', '* one', ['ul0: one']],
    ['"1. " is a numbered list', '1. one<Enter>two', ['ol0: one', 'ol0: two']],
    ['"> " is a quote', '> said', ['quote: said']],
    ['"---" is a rule', '---after', ['rule:', 'p: after']],
    ['"``` " is code', '``` let x<Enter>y', ['code: let x/y']],
    ['Backspace takes an input rule back', '# <Backspace>', ['p: #']],
    [
      'undo takes back what an input rule made, and only that',
      'a<Enter># b<Control+Z><Control+Z>',
      ['p: a', 'p: #'],
    ],
    ['"# " in a list is typed', '- # x', ['ul0: # x']],
    ['Tab and Shift+Tab move a level', '- a<Enter><Tab>b<Enter><Shift+Tab>c', ['ul0: a', 'ul1: b', 'ul0: c']],
    ['an empty item leaves its list', '- a<Enter><Enter>b', ['ul0: a', 'p: b']],
    ['a heading ends with Enter', '# a<Enter>b', ['h2: a', 'p: b']],
    ['code ends with two Enters', '``` a<Enter><Enter>b', ['code: a', 'p: b']],
    ['Shift+Enter is a line break', 'a<Shift+Enter>b', ['p: a/b']],
    [
      'Control+Alt+2 and 3 are headings',
      'a<Control+Alt+Digit2><Enter>b<Control+Alt+Digit3>',
      ['h2: a', 'h3: b'],
    ],
    ['Control+Alt+0 is a paragraph', '# a<Control+Alt+Digit0>', ['p: a']],
    ['Backspace makes a quote a paragraph', '> a<Home><Backspace>', ['p: a']],
    ['undo and redo', 'one <Control+B>two<Control+Z><Control+Y>', ['p: one two']],
  ])('%s', async (_name, keys, expected) => {
    await type(keys)
    await shows(page, ['headline: Head', ...expected])
  })

  test.each([
    ['Control+B', 'strong'],
    ['Control+I', 'em'],
    ['Control+U', 'u'],
    ['Control+Shift+X', 's'],
    ['Control+E', 'code'],
  ])('%s is %s', async (keys, tag) => {
    await type(`plain <${keys}>marked<${keys}> plain`)
    await expect.poll(() => text(page).locator(tag).allInnerTexts()).toEqual(['marked'])
  })

  test('Backspace after a rule selects it, then removes it', async () => {
    await type('---a<Backspace><Backspace>')
    await page.locator('[data-kind="rule"].ProseMirror-selectednode').waitFor()
    await type('<Backspace>x')
    await shows(page, ['headline: Headx'])
  })

  test('Control+K links the selected words', async () => {
    await type('see the paper<Control+Shift+ArrowLeft><Control+K>')
    await page.getByLabel('Address').fill('example.org/a')
    await page.keyboard.press('Enter')
    const link = text(page).locator('a')
    await expect.poll(() => link.getAttribute('href')).toBe('https://example.org/a')
    expect(await link.innerText()).toBe('paper')
  })

  test('Alt+F10 goes to the toolbar, arrows move in it, Tab leaves it', async () => {
    await type('words')
    await page.keyboard.press('Alt+F10')
    const focused = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label'))
    expect(await focused()).toBe('Undo')
    await page.keyboard.press('ArrowRight')
    expect(await focused()).not.toBe('Undo')
    await page.keyboard.press('Tab')
    await page.keyboard.type(' go on')
    await shows(page, ['headline: Head', 'p: words go on'])
  })

  test('the toolbar and its list of styles change what is selected', async () => {
    await type('one')
    await page.getByRole('button', { name: 'Bulleted list' }).click()
    await shows(page, ['headline: Head', 'ul0: one'])
    await page.getByRole('button', { name: 'Style: Paragraph' }).click()
    await page.getByRole('menuitemradio', { name: /Subheading/ }).click()
    await shows(page, ['headline: Head', 'h3: one'])
  })

  test('a list says each item’s place', async () => {
    await type('1. a<Enter>b<Enter><Tab>c')
    const places = () =>
      text(page)
        .locator('[data-list]')
        .evaluateAll((all) => all.map((one) => one.ariaLabel))
    await expect
      .poll(places)
      .toEqual(['Item 1 of 2, level 1', 'Item 2 of 2, level 1', 'Item 1 of 1, level 2'])
  })
})

describe('paste', () => {
  async function paste(page: Page, html: string, plain = ''): Promise<void> {
    await text(page).evaluate(
      (root, [html, plain]) => {
        const transfer = new DataTransfer()
        if (html) transfer.setData('text/html', html)
        transfer.setData('text/plain', plain ?? '')
        root.dispatchEvent(
          new ClipboardEvent('paste', { clipboardData: transfer, bubbles: true, cancelable: true }),
        )
      },
      [html, plain],
    )
  }

  test('structure comes along, styling does not', async () => {
    const page = await openArticle(newsroom, ada, (await ada.article('Head')).id)
    await caretAfter(page, 'Head')
    await page.keyboard.press('Enter')
    await paste(
      page,
      `<meta charset="utf-8"><b style="font-weight:normal"><h1 style="color:red">Title</h1>
       <p><span style="font-weight:700;font-size:30px">Bold</span> words</p><p>&nbsp;</p>
       <ul><li aria-level="1"><p>one</p></li><ul><li aria-level="2"><p>two</p></li></ul></ul>
       <blockquote><p>said</p></blockquote></b>`,
    )
    await shows(page, ['headline: Head', 'h2: Title', 'p: Bold words', 'ul0: one', 'ul1: two', 'quote: said'])
    expect(await text(page).locator('strong').allInnerTexts()).toEqual(['Bold'])
  })

  test('plain text comes in paragraphs', async () => {
    const page = await openArticle(newsroom, ada, (await ada.article('Head')).id)
    await caretAfter(page, 'Head')
    await page.keyboard.press('Enter')
    await paste(page, '', 'one\n\ntwo\r\nthree')
    await shows(page, ['headline: Head', 'p: one', 'p: two', 'p: three'])
  })
})

describe('two people', () => {
  test('an article of all parts, written by both', async () => {
    const id = await sharedArticle('Trays of steel')
    const [one, two] = await Promise.all([openArticle(newsroom, ada, id), openArticle(newsroom, grace, id)])
    await caretAfter(one, 'Trays of steel')
    const lines = ['Lines are shorter.', '# What changed', '- Steel', 'Noon']
    for (const line of lines) {
      await one.keyboard.press('Enter')
      await one.keyboard.type(line)
    }
    await one.keyboard.press('Enter')
    await one.keyboard.press('Enter')
    await one.keyboard.type('> “Quieter,” said Kim.')
    await shows(two, [
      'headline: Trays of steel',
      'p: Lines are shorter.',
      'h2: What changed',
      'ul0: Steel',
      'ul0: Noon',
      'quote: “Quieter,” said Kim.',
    ])
    // The second writes above, in and below what the first goes on with.
    await caretAfter(two, 'Lines are shorter.')
    const below = async () => {
      await one.keyboard.press('Enter')
      await one.keyboard.press('Enter')
      await one.keyboard.type('1. first')
      await one.keyboard.press('Enter')
      await one.keyboard.type('second')
    }
    const above = async () => {
      await two.keyboard.press('Enter')
      await two.keyboard.type('A pull quote')
      await two.getByRole('button', { name: 'Pull quote' }).click()
      await two.keyboard.press('Enter')
      await two.keyboard.type('---')
      await two.keyboard.type('``` 400 lb')
    }
    await Promise.all([above(), below()])
    const all = [
      'headline: Trays of steel',
      'p: Lines are shorter.',
      'pull: A pull quote',
      'rule:',
      'h2: What changed',
      'ul0: Steel',
      'ul0: Noon',
      'quote: “Quieter,” said Kim.',
      'ol0: first',
      'ol0: second',
    ]
    await Promise.all([shows(one, await settled(two, all)), saved(one), saved(two)])
    await look(two, 'article-of-all-parts', true)
    await one.reload()
    await shows(one, await blocks(two))
    expect(newsroom.complaints).toEqual([])
  })

  /** What the second page shows once it holds all these blocks. */
  async function settled(page: Page, all: readonly string[]): Promise<string[]> {
    await expect.poll(() => blocks(page)).toEqual(expect.arrayContaining([...all]))
    return blocks(page)
  }

  test('a caret and a selected figure stay put while a peer writes around them', async () => {
    const id = await sharedArticle('Head')
    const [one, two] = await Promise.all([openArticle(newsroom, ada, id), openArticle(newsroom, grace, id)])
    await caretAfter(one, 'Head')
    await one.keyboard.press('Enter')
    await one.keyboard.type('middle')
    await one
      .locator('input[type="file"]')
      .setInputFiles({ name: 'a.png', mimeType: 'image/png', buffer: picture() })
    await one.getByRole('button', { name: 'Add alternative text' }).waitFor()
    await shows(two, ['headline: Head', 'p: middle', 'figure:', 'p:'])
    await one.locator('figure img').click()
    await one.locator('figure.selected').waitFor()

    await caretAfter(two, 'Head')
    await two.keyboard.press('Enter')
    await two.keyboard.type('above')
    await two.keyboard.press('Control+End')
    await two.keyboard.type('below')
    await two.locator('figure figcaption').click()
    await two.keyboard.type('caption')
    const both = ['headline: Head', 'p: above', 'p: middle', 'figure: caption', 'p: below']
    await Promise.all([shows(one, both), shows(two, both)])
    expect(await one.locator('figure.selected').count()).toBe(1)

    await text(one).getByText('middle').click()
    await one.keyboard.press('Home')
    await one.keyboard.press('ArrowRight')
    await one.keyboard.press('ArrowRight')
    await caretAfter(two, 'above')
    await two.keyboard.type(' and more')
    await text(two).getByText('middle').click()
    await two.keyboard.press('Home')
    await two.keyboard.type('>>')
    await shows(one, ['headline: Head', 'p: above and more', 'p: >>middle', 'figure: caption', 'p: below'])
    await one.keyboard.type('|')
    await shows(one, ['headline: Head', 'p: above and more', 'p: >>mi|ddle', 'figure: caption', 'p: below'])
  })

  test('a caret of somebody else adds nothing to the layout and says whose it is', async () => {
    const id = await sharedArticle('Head')
    const one = await openArticle(newsroom, ada, id)
    await caretAfter(one, 'Head')
    const width = () =>
      text(one)
        .locator('h1')
        .evaluate((head) => {
          const range = document.createRange()
          range.selectNodeContents(head)
          return range.getBoundingClientRect().width
        })
    const before = await width()
    const two = await openArticle(newsroom, grace, id)
    await caretAfter(two, 'Head')
    await two.keyboard.press('ArrowLeft')
    await one.locator('.caret').waitFor({ state: 'attached' })
    await expect.poll(() => one.locator('.caret .flag').innerText()).toBe('grace')
    expect(await width()).toBe(before)
    await two.context().close()
    await one.locator('.caret').waitFor({ state: 'detached' })
  })
})

describe('figures', () => {
  test('a picture comes by button, paste and drop; caption, credit and alternative text are written', async () => {
    const page = await openArticle(newsroom, ada, (await ada.article('Head')).id)
    await caretAfter(page, 'Head')
    await page.keyboard.press('Enter')
    await page.keyboard.type('words')
    const chooser = page.waitForEvent('filechooser')
    await page.getByRole('button', { name: 'Insert figure' }).click()
    await (await chooser).setFiles({ name: 'trays.png', mimeType: 'image/png', buffer: picture() })
    await page.getByRole('button', { name: 'Add alternative text' }).click()
    await page.getByLabel('Alternative text').fill('A stack of steel trays')
    await page.getByLabel('Credit').fill('Kim Minji')
    await page.getByRole('button', { name: 'Done' }).click()
    await page.getByRole('img', { name: 'A stack of steel trays' }).waitFor()
    await page.getByText('Credit: Kim Minji').waitFor()
    await page.locator('figcaption').click()
    await page.keyboard.type('New trays')
    await shows(page, ['headline: Head', 'p: words', 'figure: New trays', 'p:'])

    await page.keyboard.press('Control+End')
    await text(page).evaluate(
      (root, bytes) => {
        for (const type of ['paste', 'drop'] as const) {
          const transfer = new DataTransfer()
          transfer.items.add(new File([new Uint8Array(bytes)], 'b.png', { type: 'image/png' }))
          const { left, bottom } = root.lastElementChild!.getBoundingClientRect()
          root.dispatchEvent(
            type === 'paste'
              ? new ClipboardEvent(type, { clipboardData: transfer, bubbles: true, cancelable: true })
              : new DragEvent(type, {
                  dataTransfer: transfer,
                  bubbles: true,
                  cancelable: true,
                  clientX: left + 5,
                  clientY: bottom - 5,
                }),
          )
        }
      },
      [...picture()],
    )
    await expect.poll(() => page.locator('figure').count()).toBe(3)
    await saved(page)
    await look(page, 'article-figure', true)
  })

  test('what is not a picture is refused in words', async () => {
    const page = await openArticle(newsroom, ada, (await ada.article('Head')).id)
    await page
      .locator('input[type="file"]')
      .setInputFiles({ name: 'notes.png', mimeType: 'image/png', buffer: Buffer.from('not a picture') })
    await page.getByText('notes.png was not uploaded: it is not a picture that can be read').first().waitFor()
  })
})
