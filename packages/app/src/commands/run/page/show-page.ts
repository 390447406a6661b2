import { relative } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { openBrowser } from './open-browser.js'
import { hasToken, type Page, publicAddress } from './page.js'
import { type PageFile, writePageFile } from './page-file.js'

/** Between two looks whether a page answers yet, in milliseconds. */
const LOOK_MS = 250
/** After so many it is said what may be wrong. */
const LOOKS = 120

/** Where a page is told of and opened. */
export interface PagePorts {
  /** Of the module, for the log. */
  readonly name: string
  readonly workspaceRoot: string
  readonly env: NodeJS.ProcessEnv
  readonly log: (line: string) => void
  /** Writes to a terminal whose text nobody keeps: the one place for a password. Undefined where there is none. */
  readonly terminal: ((line: string) => void) | undefined
  /** Whether to open it in a browser. */
  readonly open: boolean
  /** Whether the log of the container has told the caller of the way in already. */
  readonly isTold: boolean
}

/** A page that is waited for and shown. */
export interface ShownPage {
  /** To be called when its container has ended. Never throws. */
  close(): Promise<void>
}

/** Waits until a page answers, tells the caller how to get in, and opens it. What goes wrong is told, and ends nothing. */
export function showPage(page: Page, ports: PagePorts): ShownPage {
  const ended = new AbortController()
  let file: PageFile | undefined
  const show = async () => {
    await untilAnswered(page, ports, ended.signal)
    const isInvited = !ports.isTold && (hasToken(page) || page.signIn !== undefined)
    if ((isInvited && ports.terminal === undefined) || (ports.open && hasToken(page))) file = await writePageFile(ports.workspaceRoot, page)
    tell(page, ports, file)
    if (ports.open) await open(page, ports, file)
  }
  const shown = show().catch((error: unknown) => {
    if (!ended.signal.aborted) ports.log(`${ports.name}  warning: ${page.title} was not shown: ${String(error)}`)
  })
  return {
    async close() {
      ended.abort()
      await shown
      await file?.remove()
    },
  }
}

/** Any answer counts: many ask to sign in. Nothing that lets in is part of the question. */
async function untilAnswered({ address }: Page, { name, log }: PagePorts, signal: AbortSignal): Promise<void> {
  // A certificate that a container has made for itself is for a person to judge, in the browser.
  if (address.protocol === 'https:') return
  for (let looks = 1; ; looks += 1) {
    const answer = await fetch(address.origin, { signal, redirect: 'manual' }).catch(() => undefined)
    signal.throwIfAborted()
    if (answer !== undefined) return answer.body?.cancel()
    if (looks === LOOKS)
      log(
        `${name}  ${address.origin} does not answer yet. In a container a program has to listen at 0.0.0.0: at 127.0.0.1 nobody reaches it`,
      )
    await wait(LOOK_MS, undefined, { signal })
  }
}

function tell(page: Page, { name, log, terminal, isTold, workspaceRoot }: PagePorts, file: PageFile | undefined): void {
  const { title, signIn } = page
  const place = `${name}  ${title}: ${publicAddress(page)}`
  const lets = hasToken(page) || signIn !== undefined
  if (isTold || !lets) return log(place)
  if (terminal === undefined) {
    const path = file === undefined ? '' : relative(workspaceRoot, file.path)
    return log(`${place}\n${name}  the way in is in ${path}, which only you can read, and which goes when this ends`)
  }
  if (hasToken(page)) return terminal(`${name}  ${title}: ${page.address.href}`)
  log(place)
  if (signIn) terminal(`${name}  sign in as ${signIn.user} with the password ${signIn.password}`)
}

async function open(page: Page, { name, log, env }: PagePorts, file: PageFile | undefined): Promise<void> {
  const target = hasToken(page) && file !== undefined ? file.path : page.address.href
  if (!(await openBrowser(target, env))) log(`${name}  no browser could be started here: open the page yourself`)
}
