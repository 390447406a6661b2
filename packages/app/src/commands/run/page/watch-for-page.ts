import { findPageAddress } from './page-address.js'
import { parsePublish } from './publish.js'
import { type PagePorts, showPage, type ShownPage } from './show-page.js'

/** Reads a container's log until it names a page. */
export interface PageWatch extends ShownPage {
  readonly onLogLine: (line: string) => void
}

/**
 * Shows the first page at a published port that the log of a container names.
 *
 * @param publish as on a command line
 * @throws ModuleImagesError `bad-publish`
 */
export function watchForPage(publish: readonly string[], ports: Omit<PagePorts, 'isTold'>): PageWatch {
  const published = publish.map(parsePublish)
  let shown: ShownPage | undefined
  return {
    onLogLine(line) {
      const address = shown === undefined ? findPageAddress(line, published) : undefined
      if (address) shown = showPage({ title: 'page', address }, { ...ports, isTold: true })
    },
    async close() {
      if (shown === undefined) ports.log(`${ports.name}  warning: its log named no page at a published port, so none was opened`)
      await shown?.close()
    },
  }
}
